import { guard } from 'coatcheck/adapters/react-router'
import { requireLogin } from 'coatcheck/guards/login'
import { sessionContext } from '../session.server.js'

export const middleware = [guard(requireLogin({ loginPath: '/login' }))]

export function loader({ context }) {
  return { name: context.get(sessionContext).subject }
}

export default function Me({ loaderData }) {
  return <p>{`Hello, ${loaderData.name}!`}</p>
}
