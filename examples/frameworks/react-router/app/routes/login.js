import { redirect } from 'react-router'
import { sessionContext } from '../session.server.js'

export async function action({ request, context }) {
  const isJson = request.headers.get('content-type')?.startsWith('application/json')
  const { name } = isJson ? await request.json() : Object.fromEntries(await request.formData())
  // Check the password here.
  context.get(sessionContext).login(String(name))
  return redirect('/', 303)
}
