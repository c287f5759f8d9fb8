import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  createOfficialAccount,
  OA_UPLOAD_LIMITS,
  staticToken,
  type ZaloError,
} from '../src/index.ts'
import { failureOf } from './failure-of.ts'
import { type OaBench, startOaBench, TOKEN } from './oa-bench.ts'
import { json } from './wire-server.ts'

const MB = 1024 * 1024

describe('uploads', () => {
  let bench: OaBench

  beforeEach(async () => {
    bench = await startOaBench()
    bench.server.answer(json({ data: { token: 'up-1', attachment_id: 'at-1' }, error: 0 }))
  })

  afterEach(async () => {
    await bench.stop()
  })

  it('go by multipart under their name, its letters in one piece', async () => {
    const token = await bench.account.uploadFile({
      name: 'Thông báo.pdf'.normalize('NFD'),
      mime: 'application/pdf',
      bytes: new TextEncoder().encode('%PDF-1.4'),
    })

    expect(token).toBe('up-1')
    expect(bench.asked()).toEqual(['POST /openapi/v2.0/oa/upload/file'])
    expect(bench.server.requests[0]?.headers['content-type']).toMatch(
      /^multipart\/form-data; boundary=/,
    )
    expect(bench.server.requests[0]?.body).toContain('name="file"; filename="Thông báo.pdf"')
    expect(bench.server.requests[0]?.body).toContain('%PDF-1.4')
  })

  it('give an attachment id for pictures', async () => {
    const bytes = new Uint8Array(3)

    expect(await bench.account.uploadImage({ name: 'A.JPG', bytes })).toBe('at-1')
    expect(await bench.account.uploadGif({ name: 'a.gif', bytes })).toBe('at-1')
    expect(bench.asked()).toEqual([
      'POST /openapi/v2.0/oa/upload/image',
      'POST /openapi/v2.0/oa/upload/gif',
    ])
  })

  it.each([
    { kind: 'image', name: 'a.gif', size: 1, code: 'file-type' },
    { kind: 'image', name: 'a.png', size: MB + 1, code: 'file-too-large' },
    { kind: 'image', name: 'a.png', size: 0, code: 'file-empty' },
    { kind: 'gif', name: 'a.png', size: 1, code: 'file-type' },
    { kind: 'gif', name: 'a.gif', size: 5 * MB + 1, code: 'file-too-large' },
    { kind: 'file', name: 'a.xlsx', size: 1, code: 'file-type' },
    { kind: 'file', name: 'pdf', size: 1, code: 'file-type' },
    { kind: 'file', name: 'a.pdf', size: 5 * MB + 1, code: 'file-too-large' },
  ] as const)('of $size bytes $name as $kind are refused unsent: $code', async (row) => {
    const call = { image: 'uploadImage', gif: 'uploadGif', file: 'uploadFile' } as const
    const file = { name: row.name, bytes: new Uint8Array(row.size) }

    const error = await failureOf(bench.account[call[row.kind]](file))

    expect(error).toMatchObject({ code: row.code, class: 'payload' })
    expect(error.text).toMatch(/Zalo takes|over the limit of|empty/)
    expect(bench.server.requests).toEqual([])
  })

  it('may be as large as the limit', async () => {
    const bytes = new Uint8Array(OA_UPLOAD_LIMITS.image.maxBytes)

    expect(await bench.account.uploadImage({ name: 'a.png', bytes })).toBe('at-1')
  })

  it('take no longer than the client was told, and one call no longer than it says itself', async () => {
    await bench.stop()
    bench = await startOaBench(200)
    bench.server.answer({ after: new Promise<void>(() => undefined) })
    const image = { name: 'a.png', bytes: new Uint8Array(1) }
    const body = (): FormData => new FormData()

    const upload = await failureOf(bench.account.uploadImage(image))
    const call = bench.account.call({ path: '/v2.0/oa/upload/image', body, timeoutMs: 100 })

    expect(upload).toMatchObject({ class: 'transient', code: 'timeout' })
    expect(upload.text).toContain('200 ms')
    expect((await failureOf(call)).text).toContain('100 ms')
  })

  it('that come back empty are payload errors', async () => {
    bench.server.answer(json({ data: {}, error: 0 }))
    const upload = bench.account.uploadImage({ name: 'a.png', bytes: new Uint8Array(1) })

    expect(await failureOf(upload)).toMatchObject({ class: 'payload', code: 'empty-upload' })
  })

  it('tell a connection that was cut half-way from one that was never made', async () => {
    const cutting = createServer((request) => {
      request.once('data', () => request.socket.destroy())
    })
    await new Promise<void>((resolve) => cutting.listen(0, '127.0.0.1', resolve))
    const { port } = cutting.address() as AddressInfo
    const account = createOfficialAccount({
      accessTokens: staticToken(TOKEN),
      baseUrl: `http://127.0.0.1:${port}`,
    })
    const upload = (): Promise<ZaloError> =>
      failureOf(account.uploadFile({ name: 'a.pdf', bytes: new Uint8Array(4 * MB) }))

    const cut = await upload()
    await new Promise((resolve) => cutting.close(resolve))
    const unmade = await upload()

    expect(cut).toMatchObject({ code: 'network', class: 'transient', neverLeft: false })
    expect(unmade).toMatchObject({ code: 'network', class: 'transient', neverLeft: true })
  })
})
