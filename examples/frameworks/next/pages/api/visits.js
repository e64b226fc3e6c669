import { withSession } from 'coatcheck/adapters/node'
import { pagesSessions } from '../../session.js'

export default withSession(pagesSessions, (_req, res, session) => {
  session.set('visits', session.get('visits', 0) + 1)
  res.json({ visits: session.get('visits') })
})

// The session answers after the handler has returned.
export const config = { api: { externalResolver: true } }
