import { redirect } from '@sveltejs/kit'

export async function POST({ request, locals: { session } }) {
  const isJson = request.headers.get('content-type')?.startsWith('application/json')
  const name = String(
    (isJson ? (await request.json()).name : (await request.formData()).get('name')) ?? '',
  )
  if (name === '') return new Response('Who are you?', { status: 400 })
  session.login(name) // after checking a password
  redirect(303, '/')
}
