import type { Channel } from './channel.ts'

/** Of a platform that changes no sent message in place. */
export const noEdit: Channel['edit'] = () =>
  Promise.resolve({
    kind: 'rejected',
    why: 'refused',
    reason: 'the platform does not change a sent message',
  })
