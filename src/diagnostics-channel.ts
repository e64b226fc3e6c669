/**
 * Every event on a channel of `node:diagnostics_channel`: `coatcheck:opened`, `coatcheck:rejected` and so
 * on. For monitoring that listens without touching the app.
 *
 * @module
 */

import { type Channel, channel } from 'node:diagnostics_channel'
import type { EventListener, SessionEvent } from './events.ts'

/** The name of the channel that an event is published on. */
export type EventChannel = `coatcheck:${SessionEvent['type']}`

// Kept, or a channel without subscribers would be collected and made again.
const channels = new Map<SessionEvent['type'], Channel>()

/**
 * Publishes an event on the channel of its type, the event itself being the message; give it to
 * `createSessions` as `onEvent`, or call it from yours. A channel that nobody subscribed to is passed by.
 *
 * @example
 * import { subscribe } from 'node:diagnostics_channel'
 * import { createSessions, optionsFromEnv } from 'coatcheck'
 * import { publishEvent } from 'coatcheck/diagnostics-channel'
 *
 * const sessions = createSessions({ ...optionsFromEnv(), onEvent: publishEvent })
 *
 * subscribe('coatcheck:rejected', (event) => console.info(event))
 */
export const publishEvent: EventListener = (event) => {
  const target = channelOf(event.type)
  if (target.hasSubscribers) target.publish(event)
}

function channelOf(type: SessionEvent['type']): Channel {
  const known = channels.get(type)
  if (known !== undefined) return known
  const name: EventChannel = `coatcheck:${type}`
  const made = channel(name)
  channels.set(type, made)
  return made
}
