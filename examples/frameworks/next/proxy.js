import { guard } from 'coatcheck/adapters/next'
import { requireLogin } from 'coatcheck/guards/login'
import { NextResponse } from 'next/server'
import { withSession } from './session.js'

const membersOnly = guard(requireLogin({ loginPath: '/login' }))

export const proxy = withSession(membersOnly(() => NextResponse.next()))

export const config = { matcher: '/me' }
