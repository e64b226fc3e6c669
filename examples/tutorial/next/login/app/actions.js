'use server'

import { redirect } from 'next/navigation'
import { withSession } from '../session.js'

export const logIn = withSession((session, form) => {
  // A real app looks the user up and compares a hash of the password.
  if (form.get('name') !== 'ada' || form.get('password') !== 'open-sesame')
    redirect('/login?failed')
  session.login('ada')
  redirect('/')
})

export const visit = withSession((session) => {
  if (session.subject === null) redirect('/login')
  session.set('visits', session.get('visits', 0) + 1)
})

export const logOut = withSession(async (session) => {
  await session.logout()
  redirect('/login')
})
