/** The adapter contract's app, as a resource route. */

import { guard, reactRouterSession } from 'coatcheck/adapters/react-router'
import { adapterApp, responseOf } from 'coatcheck/testing'
import { createContext } from 'react-router'

const app = adapterApp()
const sessionContext = createContext()
const onError = (error) => responseOf(app.errorPage(error))
const kinds = new Map(
  app.sections.map(({ sessions }) => [
    sessions,
    reactRouterSession(sessions, sessionContext, { onError }),
  ]),
)

const found = ({ request }) => app.find(request.method, request.url)

export const middleware = [
  (args, next) => {
    const { section } = found(args) ?? {}
    return section === undefined ? next() : kinds.get(section.sessions)(args, next)
  },
  (args, next) => {
    const { route } = found(args) ?? {}
    return route === undefined ? next() : guard(...route.guards)(args, next)
  },
]

async function answer(args) {
  const { route } = found(args) ?? {}
  if (route === undefined) return new Response('nothing is here', { status: 404 })
  try {
    return responseOf(await route.handle(args.context.get(sessionContext), args.request.url))
  } catch (error) {
    // An error page of an app's own is thrown as a Response.
    throw onError(error)
  }
}

export { answer as action, answer as loader }
