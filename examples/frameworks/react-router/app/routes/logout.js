import { redirect } from 'react-router'
import { sessionContext } from '../session.server.js'

export async function action({ context }) {
  await context.get(sessionContext).logout()
  return redirect('/', 303)
}
