/**
 * Finds the changes that came too late to be kept, through a reference taken earlier or because
 * the response went round the adapter, and reports them.
 *
 * @module
 */

import { changedKeys, type Draft } from './draft.ts'
import { readLossless } from './encoding/lossless-json.ts'
import { sameFlashes } from './record.ts'
import type { SessionState } from './session-state.ts'

/** Looks at the session once more when its response closes, if anybody wants to know. */
export function watchLateChanges(state: SessionState, draft: Draft): void {
  const { report } = state.place
  if (report === undefined) return
  state.exchange.onClose(() => {
    const keys = lateKeys(draft)
    if (keys.length > 0 || (!state.isCommitted && isChanged(draft))) {
      report({ type: 'late-change', keys })
    }
  })
}

// Besides the data; asked only where nothing was committed at all.
function isChanged({ found, newTicket, hasEnded, flashes, permanent }: Draft): boolean {
  const record = found.session?.record
  return (
    (newTicket !== undefined && newTicket !== 'accept') ||
    hasEnded ||
    permanent !== (record?.permanent ?? false) ||
    !sameFlashes(flashes, record?.flashes ?? [])
  )
}

function lateKeys(draft: Draft): readonly string[] {
  if (!draft.mayHaveChanged || draft.kept === undefined) return []
  // What was kept is the text of an object.
  return changedKeys(readLossless(draft.kept) as object, draft.data)
}
