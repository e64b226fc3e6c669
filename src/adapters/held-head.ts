/**
 * Holds the head of a Node response back until the session is committed.
 *
 * Node writes a head synchronously, while a commit to a store is not synchronous. So when the head
 * is asked for, the session is committed first: at once where nothing has to wait, else everything
 * the handler writes is held until the commit has ended.
 *
 * @module
 */

import type { HangUp } from './hang-up.ts'
import { applyHeaders, headArguments, isFinal } from './head-arguments.ts'
import { HeadCommit } from './head-commit.ts'
import type { HeadHolder } from './head-holder.ts'
import { isGone, type NodeResponse } from './node-message.ts'
import { refuseNoChunk, swallow } from './written-chunk.ts'

export type { HeadHolder } from './head-holder.ts'

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
 * @returns the hang-up, for whoever commits before the head
 */
export function holdHead(holder: HeadHolder): HangUp {
  const head = new HeadCommit(holder)
  putOver(holder.res, head)
  return head.hangUp
}

type Arguments = readonly unknown[]

// What is put over the functions of a response. Node calls its own through the response as well.
interface Writing {
  writeHead: (...args: Arguments) => unknown
  write: (...args: Arguments) => unknown
  end: (...args: Arguments) => unknown
  // The types of HTTP/2 leave it out.
  flushHeaders: () => unknown
}

function putOver(res: NodeResponse, head: HeadCommit): void {
  // They are called with whatever Node's own may be called with, and pass it on as it came.
  const own = res as unknown as Writing
  const { writeHead, write, end, flushHeaders } = own
  const { writes } = head

  // Node's own implicit head goes through the outermost `writeHead`; so does this one, for the sake
  // of middleware above that waits for it. One that keeps it to itself does not keep us from it.
  const beginImplicitly = (): void => {
    own.writeHead(res.statusCode)
    if (head.is('open')) head.begin()
  }

  // Functions of a literal: V8 puts those that are assigned to a property where only a full
  // collection finds them, and each request would leave its own there with all that it holds.
  const over: Writing = {
    writeHead(...args) {
      if (head.is('passing')) return Reflect.apply(writeHead, res, args)
      const { status, message, headers } = headArguments(args)
      if (!head.is('open')) return res
      if (!isFinal(status)) return Reflect.apply(writeHead, res, args)
      applyHeaders(res, headers)
      res.statusCode = status
      head.begin()
      return head.pass(() => {
        const isAsGiven = message !== undefined && res.statusCode === status
        return Reflect.apply(writeHead, res, isAsGiven ? [status, message] : [res.statusCode])
      }, res)
    },

    write(...args) {
      // To a closed response Node says `false`, and whoever writes without end stops.
      if (head.is('passing') || (head.is('spent') && isGone(res))) {
        return Reflect.apply(write, res, args)
      }
      refuseNoChunk(args[0])
      if (head.is('open')) beginImplicitly()
      if (writes.hasEnded) return swallow(args, true)
      if (head.is('held')) writes.oweDrain()
      return head.pass(() => Reflect.apply(write, res, args), false)
    },

    end(...args) {
      if (head.is('passing')) return Reflect.apply(end, res, args)
      if (typeof args[0] !== 'function' && args[0] != null) refuseNoChunk(args[0])
      // The head is left to Node, which tells the length of a body that comes with its end.
      if (head.is('open')) head.begin()
      if (writes.hasEnded) return swallow(args, res)
      writes.hasEnded = true
      return head.pass(() => Reflect.apply(end, res, args), res)
    },

    flushHeaders() {
      if (head.is('open')) beginImplicitly()
      if (!head.is('spent')) head.pass(() => Reflect.apply(flushHeaders, res, []), undefined)
    },
  }
  own.writeHead = over.writeHead
  own.write = over.write
  own.end = over.end
  own.flushHeaders = over.flushHeaders
  head.over = over
}
