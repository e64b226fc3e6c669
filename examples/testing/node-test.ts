import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { createSessions } from 'coatcheck'
import { withSession } from 'coatcheck/adapters/node'
import { loggedIn, readSession } from 'coatcheck/testing'

const sessions = createSessions<{ visits: number }>({
  secrets: 'a secret of the tests, 32 bytes or more',
})

const app = withSession(sessions, (_request, response, session) => {
  session.set('visits', session.get('visits', 0) + 1)
  response.end(`${session.subject} has visited ${session.get('visits')} times`)
})

test('counts the visits of whoever is logged in', async () => {
  const server = createServer(app).listen(0, '127.0.0.1')
  try {
    await once(server, 'listening')
    const { port } = Object(server.address())
    const cookies = await loggedIn(sessions, { visits: 2 }, { subject: 'ada' })

    const answer = await fetch(`http://127.0.0.1:${port}/`, { headers: { cookie: cookies.header } })
    assert.equal(await answer.text(), 'ada has visited 3 times')
    assert.equal((await readSession(sessions, answer))?.data.visits, 3)
  } finally {
    server.close()
    server.closeAllConnections()
  }
})
