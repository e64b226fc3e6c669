/**
 * Events as they happen, as a stream of server-sent events: bounded, with a heartbeat, and ended
 * with everything else when its reader goes.
 *
 * @see HTML Living Standard §9.2 (Server-sent events)
 * @module
 */

import type { EventLog, LoggedEvent } from './event-log.ts'

/** Open streams. */
export interface EventStreams {
  /**
   * Opens a stream, or gives `undefined` when there are too many.
   *
   * @param after the number of the last event that its reader knows
   */
  open(after: number): ReadableStream<Uint8Array> | undefined
  /** Ends all of them. */
  close(): void
}

/** How many streams one process serves at once. */
export const maxStreams = 20

/** Milliseconds between two heartbeats, so that proxies keep a silent stream open. */
export const heartbeatMilliseconds = 15_000

/** Milliseconds after which a stream ends, so that whoever comes again is asked by the guard again. */
export const streamMilliseconds = 300_000

// Chunks that wait for a slow reader, beyond which it is sent away; it comes again by itself.
const maxWaiting = 256

/** Makes the streams of a log. */
export function eventStreams(log: EventLog, frame: (logged: LoggedEvent) => string): EventStreams {
  const encoder = new TextEncoder()
  const ends = new Set<() => void>()

  const open = (after: number): ReadableStream<Uint8Array> => {
    let release = (): boolean => false
    return new ReadableStream<Uint8Array>(
      {
        start(controller) {
          const end = (): void => {
            if (release()) controller.close()
          }
          const send = (text: string): void => {
            if ((controller.desiredSize ?? 0) <= -maxWaiting) end()
            else controller.enqueue(encoder.encode(text))
          }
          const unwatch = log.watch((logged) => send(frame(logged)))
          const heartbeat = setInterval(() => send(': still here\n\n'), heartbeatMilliseconds)
          const limit = setTimeout(end, streamMilliseconds)
          letGo(heartbeat)
          letGo(limit)
          release = () => {
            unwatch()
            clearInterval(heartbeat)
            clearTimeout(limit)
            return ends.delete(end)
          }
          ends.add(end)
          send('retry: 2000\n: open\n\n')
          for (const logged of log.since(after)) send(frame(logged))
        },
        cancel() {
          release()
        },
      },
      { highWaterMark: 1 },
    )
  }

  return {
    open: (after) => (ends.size >= maxStreams ? undefined : open(after)),
    close() {
      for (const end of [...ends]) end()
    },
  }
}

// Where timers are objects they need not keep the process; where they are numbers nothing waits.
function letGo(timer: unknown): void {
  if (typeof timer !== 'object' || timer === null || !('unref' in timer)) return
  if (typeof timer.unref === 'function') timer.unref()
}
