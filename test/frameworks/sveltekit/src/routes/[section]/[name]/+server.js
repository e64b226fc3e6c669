import { error } from '@sveltejs/kit'
import { guard } from 'coatcheck/adapters/web'
import { responseOf } from 'coatcheck/testing'
import { app } from '../../../contract.js'

function answer({ request, url, locals }) {
  const { route } = app.find(request.method, url.href) ?? error(404)
  const handler = guard(...route.guards)(async (_request, session) =>
    responseOf(await route.handle(session, url.href)),
  )
  return handler(request, locals.session)
}

export { answer as GET, answer as POST }
