import { withSession } from '../../session.js'

export const GET = withSession((session) => {
  session.set('visits', session.get('visits', 0) + 1)
  return new Response(`You have visited ${session.get('visits')} times`)
})
