/**
 * Adapters that spoil the answer.
 *
 * @module
 */

import { CoatcheckError } from 'coatcheck'
import { listenerOf, webFetch } from '../contract-servers.ts'
import { around, inExchange, type WrongAdapter, withHeaders } from './wrong-adapter.ts'

function keepCookies(headers: Headers, keep: (line: string, at: number) => boolean): void {
  const lines = headers.getSetCookie().filter(keep)
  headers.delete('set-cookie')
  for (const line of lines) headers.append('set-cookie', line)
}

/** Adapters that are wrong in answering. */
export const wrongInAnswering: readonly WrongAdapter[] = [
  {
    fault: 'it sends the cookie again with every answer',
    breaks: [
      'a request that leaves the session alone sets no cookie',
      'reading sets no cookie',
      'setting what is already there sets no cookie',
    ],
    listener: around((fetch) => async (request) => {
      const response = await fetch(request)
      const cookie = request.headers.get('cookie')
      if (cookie === null || response.headers.getSetCookie().length > 0) return response
      return withHeaders(response, (headers) => headers.append('set-cookie', cookie))
    }),
  },
  {
    fault: 'it sets the cookie twice',
    breaks: ['a change sets the cookie once, and the next request finds what was set'],
    listener: inExchange((exchange) => ({
      setCookie(cookie) {
        exchange.setCookie(cookie)
        exchange.setCookie(cookie)
      },
    })),
  },
  {
    fault: "it drops the app's own cookies when it sets its own",
    breaks: ["the app's own cookies arrive, with the session's beside them and without"],
    listener: inExchange((exchange) => ({
      setCookie: ({ text }) => exchange.setHeader('set-cookie', text),
    })),
  },
  {
    fault: 'it lets only one cookie out',
    breaks: ["the app's own cookies arrive, with the session's beside them and without"],
    listener: around(
      (fetch) => async (request) =>
        withHeaders(await fetch(request), (headers) =>
          keepCookies(headers, (_line, at) => at === 0),
        ),
    ),
  },
  {
    fault: 'it sets no cookie on a redirect',
    breaks: ['a redirect sets the cookie, and whoever follows it at once finds the session'],
    listener: around((fetch) => async (request) => {
      const response = await fetch(request)
      if (response.status !== 302) return response
      return withHeaders(response, (headers) => headers.delete('set-cookie'))
    }),
  },
  {
    fault: 'it sets no cookie where there is no body',
    breaks: ['an answer without a body sets the cookie, whatever its status'],
    listener: around((fetch) => async (request) => {
      const response = await fetch(request)
      if (response.body !== null) return response
      return withHeaders(response, (headers) => headers.delete('set-cookie'))
    }),
  },
  {
    fault: 'it forgets what the body is when it adds the cookie',
    breaks: ['the cookie changes nothing of what an answer says its body is'],
    listener: around((fetch) => async (request) => {
      const response = await fetch(request)
      if (!response.headers.has('set-cookie')) return response
      return withHeaders(response, (headers) => headers.delete('content-type'))
    }),
  },
  {
    fault: 'it leaves HEAD alone',
    breaks: ['HEAD sets the cookie as GET does, and has no body'],
    listener: around((fetch) => async (request) => {
      const response = await fetch(request)
      if (request.method !== 'HEAD') return response
      return withHeaders(response, (headers) => headers.delete('set-cookie'))
    }),
  },
  {
    fault: 'it sets every cookie for as long as the browser is open',
    breaks: ['a permanent session gets a cookie that outlives the browser'],
    listener: inExchange((exchange) => ({
      setCookie(cookie) {
        const text = cookie.text.replace(/; Max-Age=[1-9]\d*/, '')
        exchange.setCookie({ ...cookie, text })
      },
    })),
  },
  {
    fault: 'it clears the headers of an error answer, the deletion of the cookie among them',
    breaks: [
      'a logout on a 5xx answer counts, and its deletion of the cookie goes out',
      'a handler that throws after a logout has logged out, and the deletion goes out',
      'a logout that the store does not hear of is answered 503, and takes the cookie away',
    ],
    listener: around((fetch) => async (request) => {
      const response = await fetch(request)
      if (response.status < 500) return response
      return withHeaders(response, (headers) => headers.delete('set-cookie'))
    }),
  },
  {
    fault: 'it answers errors by itself',
    breaks: [
      "a handler's error gets to the error handler once, and its page is the answer",
      'a session that the store cannot save is answered 503, with the error page and no cookie',
    ],
    listener: (app) =>
      listenerOf(
        webFetch({
          ...app,
          errorPage: (error) => ({
            status: error instanceof CoatcheckError ? error.status : 500,
            headers: [],
            body: 'Internal Server Error',
          }),
        }),
      ),
  },
  {
    fault: 'it tells the error handler twice',
    breaks: [
      "a handler's error gets to the error handler once, and its page is the answer",
      'a session that the store cannot save is answered 503, with the error page and no cookie',
      'a session too large for its cookie is answered 500, with the error page and no cookie',
      'a store that cannot be read fails those who use the session, and nobody else',
    ],
    listener: (app) =>
      listenerOf(
        webFetch({
          ...app,
          errorPage(error) {
            app.errorPage(error)
            return app.errorPage(error)
          },
        }),
      ),
  },
  {
    fault: 'it answers every error with 500',
    breaks: [
      'a session that the store cannot save is answered 503, with the error page and no cookie',
      'a stream whose session cannot be saved is an error answer',
      'with a store, a request under way does not bring back a session that was logged out',
    ],
    listener: (app) =>
      listenerOf(
        webFetch({ ...app, errorPage: (error) => ({ ...app.errorPage(error), status: 500 }) }),
      ),
  },
  {
    fault: 'it waits for the end of a stream before it sends its beginning',
    breaks: ['the beginning of a stream arrives before its end is made'],
    listener: around((fetch) => async (request) => {
      const response = await fetch(request)
      if (!request.url.includes('/late')) return response
      return new Response(await response.arrayBuffer(), response)
    }),
  },
  {
    fault: 'it loses the end of a long stream',
    breaks: ['a streamed body arrives whole, and its session is saved'],
    listener: around((fetch) => async (request) => {
      const response = await fetch(request)
      let passed = 0
      const body = response.body?.pipeThrough(
        new TransformStream<Uint8Array, Uint8Array>({
          transform(chunk, controller) {
            passed += chunk.length
            if (passed > 1_000_000) controller.terminate()
            else controller.enqueue(chunk)
          },
        }),
      )
      return new Response(body ?? null, response)
    }),
  },
  {
    fault: 'it says nothing to caches',
    breaks: [
      'an answer made of a session is private, unless the handler says otherwise',
      'an answer that sets the cookie is stored by no cache, whatever the handler said',
    ],
    listener: inExchange(() => ({ setHeader: () => {} })),
  },
  {
    fault: 'it does not look at what the handler said to caches',
    breaks: ['an answer made of a session is private, unless the handler says otherwise'],
    listener: inExchange(() => ({ responseHeader: () => undefined })),
  },
  {
    fault: 'it removes no header',
    breaks: ['an answer that sets the cookie is stored by no cache, whatever the handler said'],
    listener: inExchange(() => ({ removeHeader: () => {} })),
  },
]
