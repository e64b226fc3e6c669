'use server'

import { redirect } from 'next/navigation'
import { withSession } from '../../session.js'

export const visit = withSession((session) => {
  session.set('visits', session.get('visits', 0) + 1)
})

export const leave = withSession(async (session) => {
  await session.logout()
  redirect('/')
})
