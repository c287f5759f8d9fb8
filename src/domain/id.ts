import { v4, v5, v7 } from 'uuid'

declare const brand: unique symbol

/** A string that names one kind of thing; two kinds cannot be mixed up. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name }

export type InstallationId = Brand<string, 'InstallationId'>
export type ChannelInstanceId = Brand<string, 'ChannelInstanceId'>
export type UnitId = Brand<string, 'UnitId'>
export type UnitVersionId = Brand<string, 'UnitVersionId'>
export type PersonId = Brand<string, 'PersonId'>
export type PostId = Brand<string, 'PostId'>
export type AccountId = Brand<string, 'AccountId'>
export type GroupWishId = Brand<string, 'GroupWishId'>
export type ChatId = Brand<string, 'ChatId'>
export type NoticeId = Brand<string, 'NoticeId'>
export type NoticeVersionId = Brand<string, 'NoticeVersionId'>
export type ItemId = Brand<string, 'ItemId'>
export type FileId = Brand<string, 'FileId'>
export type BroadcastId = Brand<string, 'BroadcastId'>
export type DeliveryId = Brand<string, 'DeliveryId'>
export type LinkId = Brand<string, 'LinkId'>
export type LinkCodeId = Brand<string, 'LinkCodeId'>
export type QuestionId = Brand<string, 'QuestionId'>

/** A new UUIDv7: ordered by time, so that rows lie in the order they were made. */
export function newId<T extends string>(): T {
  return v7() as T
}

/** The same for the same words about the same thing. */
export function idOfWords(words: string, about: string): string {
  return v5(words, about)
}

/** A new random UUID (RFC 9562, version 4), for what must not say when it was made. */
export function timelessId<T extends string>(): T {
  return v4() as T
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
/** Names nothing: a look-up by it finds nothing. */
const NIL = '00000000-0000-0000-0000-000000000000'

/** The id that a button holds; for anything that is none, the id that names nothing. */
export function readId<T extends string>(text: string): T {
  return (UUID.test(text) ? text : NIL) as T
}
