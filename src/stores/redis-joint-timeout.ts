/**
 * One timeout for a few commands that begin at about the same time. By itself the package `redis` makes a
 * timer and a signal for each command, to give up on those that could not be sent in time; that costs
 * more than all the rest of sending one.
 *
 * @module
 */

/** What the package `redis` takes beside a command. */
export interface NodeRedisCommandOptions {
  /** The types of replies. */
  readonly typeMapping?: Readonly<Record<number, unknown>>
  /** How long a command may wait until it is sent, in milliseconds. */
  readonly timeout?: number | undefined
  /** Gives up on commands that are not sent yet. */
  readonly abortSignal?: AbortSignal
}

/** A client for one server of the package `redis`; clusters, Sentinels and pools are none. */
interface SingleClient<Client> {
  readonly options: { readonly commandOptions?: NodeRedisCommandOptions }
  withCommandOptions(options: NodeRedisCommandOptions): Client
  withAbortSignal(signal: AbortSignal): Client
}

// What the package takes where nothing else is said.
const defaultMilliseconds = 5_000
// Of the time that a command may wait: those that begin later have a timeout of their own.
const share = 0.1
// Node warns of a signal that more listen to.
const mostCommands = 10
const longestMilliseconds = 2 ** 31 - 1

/**
 * Gives the client to run a command on now, with other types of replies.
 *
 * @param typed what the client's own `withTypeMapping` gives, which clients that are not for one server
 * are used by
 */
export function jointTimeout<Client extends object>(
  client: object,
  typeMapping: Readonly<Record<number, unknown>>,
  typed: Client,
): () => Client {
  if (!isSingle<Client>(client)) return () => typed
  const own = client.options.commandOptions ?? {}
  const milliseconds = 'timeout' in own ? own.timeout : defaultMilliseconds
  // An app that wants none has none.
  if (milliseconds === undefined || !(milliseconds > 0 && milliseconds <= longestMilliseconds)) {
    return () => typed
  }
  let current = typed
  let until = 0
  let left = 0
  return () => {
    const now = performance.now()
    left -= 1
    if (now >= until || left < 0) {
      until = now + milliseconds * share
      left = mostCommands - 1
      const abortSignal = AbortSignal.timeout(milliseconds)
      current = client.withCommandOptions({ typeMapping, abortSignal, timeout: undefined })
    }
    return current
  }
}

function isSingle<Client>(client: object): client is SingleClient<Client> {
  if (!('withAbortSignal' in client && 'withCommandOptions' in client && 'options' in client)) {
    return false
  }
  return typeof client.options === 'object' && client.options !== null
}
