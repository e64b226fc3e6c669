import { redirect } from '@sveltejs/kit'

export async function POST({ locals: { session } }) {
  await session.logout()
  redirect(303, '/')
}
