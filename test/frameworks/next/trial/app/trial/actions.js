'use server'

import { guard } from 'coatcheck/adapters/next'
import { requireLogin } from 'coatcheck/guards/login'
import { notFound } from 'next/navigation'
import { withSession } from '../../session.js'

const count = (session) => session.set('visits', session.get('visits', 0) + 1)

export const visit = withSession(count)

export const enter = withSession((session) => {
  session.login('ada')
  session.permanent = true
})

export const leave = withSession((session) => session.logout())

export const visitTwice = withSession(async (session) => {
  await visit()
  count(session)
})

export const visitAndMiss = withSession((session) => {
  count(session)
  notFound()
})

export const visitAndFail = withSession((session) => {
  count(session)
  throw new Error('thrown by an action')
})

export const leaveAndFail = withSession(async (session) => {
  await session.logout()
  throw new Error('thrown by an action after a logout')
})

export const overfill = withSession((session) => session.set('note', 'x'.repeat(5_000)))

export const visitAsMember = withSession(guard(requireLogin({ loginPath: '/login' }))(count))
