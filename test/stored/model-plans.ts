/**
 * Plans that are worth carrying out every time: each is one that a store or a change of the source
 * got wrong, made as small as it can be.
 *
 * @module
 */

import type { RequestStep, Step } from './model-steps.ts'

/** A plan with a name. */
export interface NamedPlan {
  /** The fact that it shows. */
  readonly name: string
  /** What happens. */
  readonly plan: readonly Step[]
  /** By how many seconds the second process's clock is ahead (default `0`). */
  readonly skew?: number
}

const goOn: Step = { step: 'go on', which: 0 }

/** The plans. */
export const namedPlans: readonly NamedPlan[] = [
  {
    name: 'a page that was long under way does not overwrite a newer ticket with the one it came with',
    plan: [
      request({ before: [{ do: 'login', subject: 'ada' }] }),
      { step: 'rotate', browser: 0, process: 0 },
      request({ isNavigation: true, isHeld: true }),
      request({ before: [{ do: 'regenerate' }] }),
      goOn,
      request({ before: [{ do: 'count' }] }),
    ],
  },
  {
    name: 'a page that was long under way does not overwrite the ticket of a login',
    plan: [
      request({ before: [{ do: 'count' }] }),
      { step: 'rotate', browser: 0, process: 0 },
      request({ isNavigation: true, isHeld: true }),
      request({ before: [{ do: 'login', subject: 'ada' }] }),
      goOn,
      request({ before: [{ do: 'count' }] }),
    ],
  },
  {
    name: 'a logout ends a session that is over by its own clock, for processes whose clock is behind',
    skew: 3,
    plan: [
      request({ before: [{ do: 'login', subject: 'ada' }] }),
      request({ process: 1, isHeld: true, after: [{ do: 'logout' }] }),
      { step: 'turn to the end', browser: 0, process: 0, off: -1 },
      goOn,
    ],
  },
  {
    name: 'revokeAll ends a session that is over by its own clock, for processes whose clock is behind',
    skew: 3,
    plan: [
      request({ before: [{ do: 'login', subject: 'ada' }] }),
      { step: 'turn to the end', browser: 0, process: 0, off: -1 },
      { step: 'revokeAll', browser: 0, process: 1, subject: 'ada' },
    ],
  },
  {
    name: 'who logs in gets no message that was meanwhile left for whoever was there before',
    plan: [
      request({ before: [{ do: 'login', subject: 'eve' }] }),
      request({ isHeld: true, after: [{ do: 'login', subject: 'ada' }] }),
      request({ before: [{ do: 'flash' }] }),
      goOn,
      request({ before: [{ do: 'take' }] }),
    ],
  },
  {
    name: 'the grace of a ticket begins with the regenerate after it, and no later one renews it',
    plan: [
      request({ before: [{ do: 'count' }] }),
      request({ before: [{ do: 'regenerate' }] }),
      { step: 'turn', seconds: 20 },
      request({ before: [{ do: 'regenerate' }] }),
      { step: 'turn', seconds: 10 },
    ],
  },
  {
    name: 'two requests that regenerate at once both give tickets that hold',
    plan: [
      request({ before: [{ do: 'count' }] }),
      request({ isHeld: true, after: [{ do: 'regenerate' }] }),
      request({ before: [{ do: 'regenerate' }], answer: 'is lost' }),
      goOn,
      { step: 'turn', seconds: 31 },
    ],
  },
  {
    name: 'a process that has not heard of it asks again to the second after its recheck interval',
    plan: [
      request({ process: 1, before: [{ do: 'login', subject: 'ada' }] }),
      { step: 'revokeEveryone', browser: 0, process: 0 },
      { step: 'turn', seconds: 59 },
      request({ process: 1 }),
      { step: 'turn', seconds: 1 },
      request({ process: 1 }),
    ],
  },
]

function request(what: Partial<RequestStep>): Step {
  return {
    step: 'request',
    browser: 0,
    process: 0,
    cookie: 'own',
    before: [],
    after: [],
    isHeld: false,
    status: 200,
    answer: 'arrives',
    isNavigation: false,
    ...what,
  }
}
