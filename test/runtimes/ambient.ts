/**
 * The facts of `coatcheck/ambient` that need no server, as a portable suite.
 *
 * @module
 */

import { createSessions } from 'coatcheck'
import { withSession } from 'coatcheck/adapters/web'
import { runWithSession, session } from 'coatcheck/ambient'
import { describe, expect, it } from 'vitest'

const sessions = createSessions({ secrets: 'q7Xv2LmR9sTzKc4WbYpN6hJdFgA1eUo8' })

/** Answers with who is logged in, once `wait` is over, and again in a body made later. */
function visit(name: string, wait: () => Promise<unknown>): Promise<Response> {
  const answer = withSession(sessions, (_request: Request, own) =>
    runWithSession(own, async () => {
      session.login(name)
      await wait()
      await new Promise((resolve) => setTimeout(resolve, 0))
      return new Response(`${session.subject} ${await Promise.resolve(session.handle)}`)
    }),
  )
  return answer(new Request('https://shop.example/'))
}

describe('the ambient session', () => {
  it('is that of its own request, however requests interleave', async () => {
    let open = (): void => {}
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    const first = visit('ada', () => gate)
    const second = visit('grace', async () => open())
    const [ada = '', grace = ''] = await Promise.all(
      [first, second].map(async (answer) => (await answer).text()),
    )
    expect([ada.slice(0, 4), grace.slice(0, 6)]).toEqual(['ada ', 'grace '])
    expect(ada.slice(4)).not.toBe(grace.slice(6))
  })

  it('is none outside of a request', async () => {
    await (await visit('ada', async () => {})).text()
    expect(() => session.subject).toThrow(expect.objectContaining({ code: 'ERR_NO_SESSION' }))
  })
})
