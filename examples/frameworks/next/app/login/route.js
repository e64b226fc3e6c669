import { withSession } from '../../session.js'

export const POST = withSession(async (session, request) => {
  const isJson = request.headers.get('content-type')?.startsWith('application/json')
  const { name } = isJson ? await request.json() : Object.fromEntries(await request.formData())
  // Check the password here.
  session.login(String(name))
  return new Response(null, { status: 303, headers: { Location: '/' } })
})
