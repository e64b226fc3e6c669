import { withSession } from '../../session.js'

export const POST = withSession(async (session) => {
  await session.logout()
  return new Response(null, { status: 303, headers: { Location: '/' } })
})
