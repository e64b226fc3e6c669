import { Outlet, Scripts } from 'react-router'
import { session } from './session.server.js'

export const middleware = [session]

export default function Root() {
  return (
    <html lang="en">
      <head>
        <title>Visits</title>
      </head>
      <body>
        <Outlet />
        <Scripts />
      </body>
    </html>
  )
}
