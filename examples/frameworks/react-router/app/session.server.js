import { createSessions, optionsFromEnv } from 'coatcheck'
import { createSessionStorage, reactRouterSession } from 'coatcheck/adapters/react-router'
import { createContext } from 'react-router'

const sessions = createSessions(optionsFromEnv())

export const sessionContext = createContext()
export const session = reactRouterSession(sessions, sessionContext)

// For routes that commit by hand, as React Router's own storage has it.
export const { getSession, commitSession, destroySession } = createSessionStorage(sessions)
