/**
 * Holds the head of a Node response back until the session is committed.
 *
 * Node writes a head synchronously, while a commit to a store is not synchronous. So when the head
 * is asked for, the session is committed first: at once where nothing has to wait, else everything
 * the handler writes is held until the commit has ended.
 *
 * @module
 */

import { answerBare } from './bare-answer.ts'
import { drainListeners } from './drain-listeners.ts'
import { attempt, endOnHangUp } from './hang-up.ts'
import { applyHeaders, headArguments, isFinal } from './head-arguments.ts'
import { headLock } from './head-lock.ts'
import type { NodeExchange } from './node-exchange.ts'
import { isGone, type NodeRequest, type NodeResponse, statusOf } from './node-message.ts'
import { refuseNoChunk, swallow } from './written-chunk.ts'

/** What holding a head needs to know of its request. */
export interface HeadHolder {
  /** The request. */
  readonly req: NodeRequest
  /** Its response. */
  readonly res: NodeResponse
  /** Their exchange, made before. */
  readonly exchange: NodeExchange
  /** Commits the session. It may throw or reject. */
  commit(): undefined | Promise<void>
  /**
   * Gives an error of `commit` to the framework, and throws nothing. What was to be answered has
   * been dropped, so the framework answers, unless a bare error was sent: then `headersSent` is
   * true.
   */
  report(error: unknown): void
}

// `open`: no head was asked for. `held`: it was, and the commit is under way. `passing`: all goes
// through. `spent`: a bare error is the answer, and whatever else is written goes nowhere.
type Phase = 'open' | 'held' | 'passing' | 'spent'

/**
 * Holds a response's head: from now on, `commit` is called right before the head is sent.
 *
 * An error of `commit` never comes out of `writeHead`, `write` or `end`, since in a timer or a pipe
 * it would end the process. What was held is dropped, the headers are cleared, and the error is
 * reported, so that the framework answers; with that answer ends are committed once more. Where
 * somebody is still writing, or a middleware above has begun to transform the body, nobody could
 * answer in between: a bare error is sent.
 *
 * When the client hangs up before the head, ends are committed at once. Should the handler go on
 * and answer nevertheless, its answer is committed as any other.
 *
 * @returns gives what is under way because of that, for whoever commits before the head
 */
export function holdHead(holder: HeadHolder): () => Promise<void> | undefined {
  const { req, res, exchange, commit, report } = holder
  const { writeHead, write, end } = res
  // The types of HTTP/2 leave it out.
  const flushHeaders = Reflect.get(res, 'flushHeaders')
  const drains = drainListeners(res)
  const lock = headLock(res, () => hasEnded)
  let phase: Phase = 'open'
  let failures = 0
  let hasEnded = false
  let owesDrain = false
  let held: (() => unknown)[] = []

  // A function, since the phase changes under way in places the compiler does not look at.
  const is = (asked: Phase): boolean => phase === asked

  const begin = (): void => {
    // A head went round us, or was a 1xx, with which nothing is committed.
    const isTooLate = res.headersSent
    const pending = isTooLate ? undefined : (afterHangUp()?.then(commit) ?? attempt(commit))
    if (pending === undefined) {
      phase = 'passing'
      if (!isTooLate) beNoSuccess()
      drains.forget()
      return
    }
    phase = 'held'
    lock.engage('refuse')
    // Should a framework throw when it is told of an error, there is nobody left to tell.
    pending.then(release, fail).catch(() => res.destroy())
  }

  // Node's own implicit head goes through the outermost `writeHead`; so does this one, for the sake
  // of middleware above that waits for it. One that keeps it to itself does not keep us from it.
  const beginImplicitly = (): void => {
    res.writeHead(res.statusCode)
    if (is('open')) begin()
  }

  // A page that tells of a session that was not saved is no success, whatever its status said.
  const beNoSuccess = (): void => {
    if (!exchange.isLost || res.statusCode >= 300) return
    res.statusCode = 500
    if (req.httpVersionMajor < 2) res.statusMessage = ''
  }

  const pass = (action: () => unknown, whenHeld: unknown): unknown => {
    if (!is('held')) return action()
    held.push(action)
    return whenHeld
  }

  const release = (): void => {
    phase = 'passing'
    lock.lift()
    beNoSuccess()
    try {
      const results = held.map((action) => action())
      // Whatever is full by now tells those who wait by itself.
      if (owesDrain && !hasEnded && !results.includes(false)) process.nextTick(drains.call)
      else drains.forget()
    } catch (error) {
      // Node refused what was held (an unknown encoding, a head sent round us).
      res.destroy()
      report(error)
    }
    held = []
  }

  const fail = (error: unknown): void => {
    // Of a failure before the head the framework knows already.
    const isFirst = failures === 0 && !exchange.isLost
    failures += 1
    exchange.isLost = true
    if (isFirst) {
      if (hasEnded && isOutermost()) rewind(error)
      else spend(error, () => attempt(commit))
    } else if (res.statusCode >= 500) {
      // An error answer whose ends could not be carried out is an error answer all the same.
      release()
    } else {
      spend(error)
    }
  }

  // Whether no middleware above has a body of its own in the making.
  const isOutermost = (): boolean =>
    Reflect.get(res, 'write') === over.write && Reflect.get(res, 'end') === over.end

  const rewind = (error: unknown): void => {
    phase = 'open'
    held = []
    hasEnded = false
    owesDrain = false
    lock.lift()
    exchange.dropHeaders()
    res.statusCode = statusOf(error)
    if (req.httpVersionMajor < 2) res.statusMessage = ''
    report(error)
  }

  const spend = (error: unknown, commitEnds?: () => undefined | Promise<void>): void => {
    phase = 'spent'
    held = []
    hasEnded = true
    lock.engage('ignore')
    if (commitEnds !== undefined) {
      exchange.dropHeaders()
      // Frameworks close the connection when they learn of an error after the head.
      if (isGone(res)) report(error)
      else res.once('close', () => report(error))
    }
    const answer = (): void => {
      lock.lift()
      exchange.dropOtherHeaders()
      answerBare(req, res, statusOf(error))
      lock.engage('ignore')
      drains.call()
    }
    const pending = commitEnds?.()
    if (pending === undefined) answer()
    else pending.then(answer, answer)
  }

  const over = {
    writeHead(...args: unknown[]): unknown {
      const { status, message, headers } = headArguments(args)
      const isOther = is('open') && !isFinal(status)
      if (is('passing') || isOther) return Reflect.apply(writeHead, res, args)
      if (!is('open')) return res
      applyHeaders(res, headers)
      res.statusCode = status
      begin()
      return pass(() => {
        const isAsGiven = message !== undefined && res.statusCode === status
        return Reflect.apply(writeHead, res, isAsGiven ? [status, message] : [res.statusCode])
      }, res)
    },

    write(...args: unknown[]): unknown {
      // To a closed response Node says `false`, and whoever writes without end stops.
      if (is('passing') || (is('spent') && isGone(res))) return Reflect.apply(write, res, args)
      refuseNoChunk(args[0])
      if (is('open')) beginImplicitly()
      if (hasEnded) return swallow(args, true)
      owesDrain = is('held')
      return pass(() => Reflect.apply(write, res, args), false)
    },

    end(...args: unknown[]): unknown {
      if (is('passing')) return Reflect.apply(end, res, args)
      if (typeof args[0] !== 'function' && args[0] != null) refuseNoChunk(args[0])
      // The head is left to Node, which tells the length of a body that comes with its end.
      if (is('open')) begin()
      if (hasEnded) return swallow(args, res)
      hasEnded = true
      return pass(() => Reflect.apply(end, res, args), res)
    },

    flushHeaders(): void {
      if (is('open')) beginImplicitly()
      if (!is('spent')) pass(() => Reflect.apply(flushHeaders, res, []), undefined)
    },
  }

  Object.assign(res, over)
  const afterHangUp = endOnHangUp({
    res,
    exchange,
    isOver: () => !is('open') || res.headersSent,
    commit: () => attempt(commit),
    report(error) {
      failures += 1
      report(error)
    },
  })
  return afterHangUp
}
