import { createSessions, optionsFromEnv } from 'coatcheck'
import { nextSessions } from 'coatcheck/adapters/next'
import { cookies, headers } from 'next/headers'

const sessions = createSessions(optionsFromEnv())

export const { getSession, withSession } = nextSessions(sessions, { cookies, headers })
