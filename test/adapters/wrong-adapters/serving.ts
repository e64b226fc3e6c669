/**
 * Adapters after whose fault nobody is served any more, as when the process ends.
 *
 * @module
 */

import type { RequestListener } from 'node:http'
import type { AdapterApp } from 'coatcheck/testing'
import { listenerOf, webFetch } from '../contract-servers.ts'
import type { WrongAdapter } from './wrong-adapter.ts'

/** Serves until something tells that the process would have ended. */
function mortal(
  serve: (app: AdapterApp, end: () => void) => RequestListener,
): WrongAdapter['listener'] {
  return (app) => {
    let hasEnded = false
    const listener = serve(app, () => {
      hasEnded = true
    })
    return (req, res) => {
      if (hasEnded) res.destroy()
      else listener(req, res)
    }
  }
}

/** Adapters that are wrong in serving. */
export const wrongInServing: readonly WrongAdapter[] = [
  {
    fault: 'it throws an error of a commit where nobody catches it',
    breaks: [
      'a session that the store cannot save is answered 503, with the error page and no cookie',
      'many failures at once leave the server as it was',
    ],
    listener: mortal((app, end) =>
      listenerOf(
        webFetch({
          ...app,
          errorPage(error) {
            end()
            return app.errorPage(error)
          },
        }),
      ),
    ),
  },
  {
    fault: 'it throws when a visitor hangs up, or a stream breaks',
    breaks: [
      'a visitor who hangs up in the middle of a stream leaves the server as it was',
      'a stream that breaks leaves the server as it was',
    ],
    listener: mortal((app, end) => {
      const listener = listenerOf(webFetch(app))
      return (req, res) => {
        res.once('close', () => {
          if (!res.writableFinished) end()
        })
        listener(req, res)
      }
    }),
  },
  {
    fault: 'it throws when it cannot decode the path',
    breaks: ['an odd request target leaves the server as it was'],
    listener: mortal((app, end) => {
      const listener = listenerOf(webFetch(app))
      return (req, res) => {
        try {
          decodeURIComponent(req.url ?? '')
        } catch {
          end()
        }
        listener(req, res)
      }
    }),
  },
  {
    fault: 'it throws when it cannot make out the URL',
    breaks: ['an odd Host header leaves the server as it was'],
    listener: mortal((app, end) => {
      const listener = listenerOf(webFetch(app))
      return (req, res) => {
        if (!URL.canParse(`http://${req.headers.host}${req.url}`)) end()
        listener(req, res)
      }
    }),
  },
]
