/**
 * A request as `fetch` would not send it: with any Host header and any target.
 *
 * @module
 */

const longestWait = 15_000 // milliseconds

/**
 * Sends a GET request and gives the status it is answered with; 0 when the server hangs up.
 *
 * @param target the request target, sent as it is
 * @param host the Host header, sent as it is
 */
export async function statusOfRequest(
  origin: string,
  target: string,
  host: string,
): Promise<number> {
  // Only where a rule needs it, so that the app of the contract runs where there is no such module.
  const { connect } = await import('node:net')
  const { hostname, port } = new URL(origin)
  const socket = connect(Number(port), hostname)
  socket.setTimeout(longestWait, () => socket.destroy(new Error('the server does not answer')))
  socket.write(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
  let head = ''
  for await (const chunk of socket) head += String(chunk)
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0)
}
