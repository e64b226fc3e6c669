/**
 * Events as metrics: counters and histograms whose attributes have few values, none of which says
 * whose session it was.
 *
 * @module
 */

import type { Attributes, Meter } from '@opentelemetry/api'
import type { EventListener, SessionEvent } from './events.ts'

const secondBuckets = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 1, 5]
const byteBuckets = [128, 256, 512, 1_024, 1_536, 2_048, 2_560, 3_072, 3_584, 4_096]

/** Makes a listener that records every event. */
export function sessionMetrics(meter: Meter): EventListener {
  const counter = (name: string, unit: string, description: string) => {
    const made = meter.createCounter(`coatcheck.${name}`, { unit: `{${unit}}`, description })
    return (attributes?: Attributes): void => made.add(1, attributes)
  }
  const opening = counter('session.openings', 'opening', 'Sessions that a handler used')
  const commit = counter('session.commits', 'commit', 'Sessions that were written or ended')
  const merge = counter('session.merges', 'merge', 'Changes of parallel requests, both kept')
  const conflict = counter('session.conflicts', 'conflict', 'Parallel changes, the later one won')
  const revocation = counter('session.revocations', 'revocation', 'Sessions ended from outside')
  const rejection = counter('cookie.rejections', 'rejection', 'Cookies that were not honoured')
  const acceptance = counter('cookie.acceptances', 'acceptance', 'Cookies of others, replaced')
  const notice = counter('notices', 'notice', 'What else was reported and may need a look')
  const size = meter.createHistogram('coatcheck.cookie.size', {
    unit: 'By',
    description: 'Name and value of the cookies that were sent, of 4,096 that browsers keep',
    advice: { explicitBucketBoundaries: byteBuckets },
  })
  const duration = meter.createHistogram('coatcheck.store.command.duration', {
    unit: 's',
    description: 'How long the store took',
    advice: { explicitBucketBoundaries: secondBuckets },
  })

  return (event) => {
    switch (event.type) {
      case 'opened':
        return opening({ 'coatcheck.session.is_new': event.handle === null })
      case 'committed':
        if (event.cookieBytes > 0) size.record(event.cookieBytes)
        return commit({ 'coatcheck.session.change': event.change })
      case 'rejected':
        return rejection({ 'coatcheck.rejection.reason': event.reason, ...sourceOf(event) })
      case 'accepted':
        return acceptance(sourceOf(event))
      case 'merged':
        return merge()
      case 'conflict':
        return conflict()
      case 'revoked':
        return revocation({
          'coatcheck.revocation.scope': event.sessions === 'everyone' ? 'everyone' : 'sessions',
        })
      case 'store-command':
        return duration.record(event.milliseconds / 1_000, {
          'coatcheck.store.verb': event.verb,
          'coatcheck.store.outcome': event.outcome,
        })
      default:
        return notice({ 'coatcheck.notice.type': event.type })
    }
  }
}

// The name of a library, one of a handful.
function sourceOf({ source }: Extract<SessionEvent, { readonly source?: string }>): Attributes {
  return source === undefined ? {} : { 'coatcheck.cookie.source': source }
}
