export function GET({ locals: { session } }) {
  session.set('visits', session.get('visits', 0) + 1)
  const greeting = session.subject === null ? '' : `Hello, ${session.subject}! `
  return new Response(`${greeting}You have visited ${session.get('visits')} times`)
}
