import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel'
import { createSessions } from 'coatcheck'
import { publishEvent } from 'coatcheck/diagnostics-channel'
import { memoryStore } from 'coatcheck/stores/memory'
import { editSession, loggedIn, readSession } from 'coatcheck/testing'
import { describe, expect, it } from 'vitest'

const make = () =>
  createSessions<{ visits: number }>({
    secrets: 'a secret of the tests, 32 bytes or more',
    store: memoryStore(),
    onEvent: publishEvent,
  })

const visitor = { subject: 'ada', url: 'https://shop.example/' }

/** Subscribes to channels while a story goes on, and gives what they said. */
async function heardOn(names: readonly string[], story: () => Promise<unknown>) {
  const heard: unknown[][] = []
  const listen = (message: unknown, name: string | symbol): number => heard.push([name, message])
  for (const name of names) subscribe(name, listen)
  try {
    await story()
  } finally {
    for (const name of names) unsubscribe(name, listen)
  }
  return heard
}

describe('publishEvent', () => {
  it('publishes each event on the channel of its type', async () => {
    const names = ['coatcheck:opened', 'coatcheck:committed', 'coatcheck:rejected']
    const sessions = make()
    const heard = await heardOn(names, async () => {
      const cookies = await loggedIn(sessions, { visits: 1 }, visitor)
      await editSession(sessions, cookies, (session) => session.logout())
      await readSession(sessions, cookies)
    })
    expect(heard).toEqual([
      ['coatcheck:opened', { type: 'opened', handle: null }],
      ['coatcheck:committed', expect.objectContaining({ type: 'committed', change: 'create' })],
      ['coatcheck:opened', expect.objectContaining({ type: 'opened' })],
      ['coatcheck:committed', expect.objectContaining({ change: 'end' })],
      ['coatcheck:rejected', { type: 'rejected', reason: 'missing' }],
      ['coatcheck:opened', { type: 'opened', handle: null }],
    ])
  })

  it('publishes on no channel but those that somebody subscribed to', async () => {
    const heard = await heardOn(['coatcheck:store-command'], () =>
      loggedIn(make(), { visits: 1 }, visitor),
    )
    expect(new Set(heard.map(([name]) => name))).toEqual(new Set(['coatcheck:store-command']))
    expect(channel('coatcheck:opened').hasSubscribers).toBe(false)
  })
})
