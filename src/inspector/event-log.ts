/**
 * The last events of this process, counted, and handed on to those who watch.
 *
 * @module
 */

import type { SessionEvent } from '../events.ts'

/** An event with its number and its moment. */
export interface LoggedEvent {
  /** Its number in this process, from 1. */
  readonly number: number
  /** When it arrived, in Unix milliseconds. */
  readonly at: number
  /** The event; its lists are cut. */
  readonly event: SessionEvent
}

/** What the commands of one verb came to. */
export interface CommandSum {
  /** How many there were. */
  readonly count: number
  /** How many of them failed. */
  readonly failed: number
  /** How long they took together, in milliseconds. */
  readonly milliseconds: number
}

/** The last events of this process. */
export interface EventLog {
  /** Takes an event. */
  add(event: SessionEvent): void
  /** Gives the last ones, oldest first. */
  recent(): readonly LoggedEvent[]
  /** Gives those kept that came after a number, oldest first. */
  since(number: number): readonly LoggedEvent[]
  /** Gives how many of each type there were, those no longer kept included. */
  counts(): ReadonlyMap<SessionEvent['type'], number>
  /** Gives the last refusal, though it may no longer be among the last events. */
  lastRefusal(): LoggedEvent | undefined
  /** Gives what the commands to the store came to, by verb; they are no events of the list. */
  commands(): ReadonlyMap<string, CommandSum>
  /** Calls a listener with every event from now on; gives what ends that. */
  watch(listener: (logged: LoggedEvent) => void): () => void
}

/** How many events are kept. */
export const maxEvents = 200

const maxListed = 10
const maxTextLength = 120

/** Makes an empty log. */
export function eventLog(clock: () => number = Date.now): EventLog {
  const kept: LoggedEvent[] = []
  const counts = new Map<SessionEvent['type'], number>()
  const commands = new Map<string, CommandSum>()
  const watchers = new Set<(logged: LoggedEvent) => void>()
  let number = 0
  let refusal: LoggedEvent | undefined

  return {
    add(event) {
      // One or more come with every request, and would leave room for nothing else.
      if (event.type === 'store-command') {
        commands.set(event.verb, sumWith(commands.get(event.verb), event))
        return
      }
      number += 1
      const logged = { number, at: clock(), event: cut(event) }
      kept.push(logged)
      if (kept.length > maxEvents) kept.shift()
      counts.set(event.type, (counts.get(event.type) ?? 0) + 1)
      if (event.type === 'rejected') refusal = logged
      for (const watcher of watchers) watcher(logged)
    },
    recent: () => [...kept],
    since: (after) => kept.filter((logged) => logged.number > after),
    counts: () => counts,
    lastRefusal: () => refusal,
    commands: () => commands,
    watch(listener) {
      watchers.add(listener)
      return () => watchers.delete(listener)
    },
  }
}

function sumWith(
  { count, failed, milliseconds }: CommandSum = { count: 0, failed: 0, milliseconds: 0 },
  command: Extract<SessionEvent, { type: 'store-command' }>,
): CommandSum {
  return {
    count: count + 1,
    failed: failed + (command.outcome === 'failed' ? 1 : 0),
    milliseconds: milliseconds + command.milliseconds,
  }
}

// Paths and keys are named by whoever fills the session.
function cut(event: SessionEvent): SessionEvent {
  if (event.type === 'conflict') return { ...event, paths: shortList(event.paths) }
  if (event.type === 'late-change') return { ...event, keys: shortList(event.keys) }
  return { ...event }
}

function shortList(texts: readonly string[]): readonly string[] {
  return texts.slice(0, maxListed).map((text) => text.slice(0, maxTextLength))
}
