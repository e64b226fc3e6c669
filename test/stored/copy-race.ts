/**
 * Parallel requests of one visitor who carries a copy: in which order they are carried out, in which
 * order their answers arrive or are lost, which writes the store loses, and what must hold then.
 *
 * @module
 */

import { isDeepStrictEqual } from 'node:util'
import type { Session } from 'coatcheck'
import { memoryStore } from 'coatcheck/stores/memory'
import { replicated } from './replicated.ts'
import type { Choices } from './schedules.ts'
import { appWith, type Data, type HandClock, Visitor } from './visitors.ts'

/** What a request does. */
export type Move = 'read' | 'write' | 'count' | 'consume' | 'regenerate' | 'login' | 'logout'

/** Parallel requests, and what may happen to them. */
export interface CopyRace {
  /** The requests. */
  readonly moves: readonly Move[]
  /** Whether each may also be opened only when its turn comes. */
  readonly mayOpenLate: boolean
  /** Whether the store may lose its last writes. */
  readonly mayLoseWrites: boolean
}

const token = 'good for once'

function act(move: Move, session: Session<Data>, i: number): unknown {
  switch (move) {
    case 'read':
      return session.get('visits')
    case 'write':
      return session.set('cart', { ...session.get('cart', {}), [`by${i}`]: i })
    case 'count':
      return session.update((data) => {
        data.visits = (data.visits ?? 0) + 1
      })
    case 'consume':
      return session.update((data) => {
        const { note } = data
        delete data.note
        return note ?? null
      })
    case 'regenerate':
      return session.regenerate()
    case 'login':
      return session.login('ada')
    case 'logout':
      return session.logout()
  }
}

/** Runs a race along one schedule; throws when something does not hold. */
export async function runCopyRace(race: CopyRace, choices: Choices): Promise<void> {
  const { moves } = race
  const clock: HandClock = { at: 1_700_000_000 }
  const stores = replicated(() => memoryStore({ clock: () => clock.at * 1_000 }))
  const process = (cacheInCookie = true) =>
    appWith({ store: stores.store, cacheInCookie }, clock).sessions
  const [onlooker, ...processes] = [process(), process(), process()]
  const browser = new Visitor(process())
  await browser.visit((session) => {
    session.set('visits', 0)
    session.set('note', token)
  })
  const first = browser.cookie
  // Each process has looked at the session, so that it may read copies without asking.
  for (const app of [onlooker, ...processes]) {
    await new Visitor(app, first).visit((session) => session.get('visits'))
  }

  // The one way to look that no copy can influence: a ticket alone, and no copies wanted.
  const witness = process(false)
  const truth = async (cookie: string | undefined): Promise<unknown> => {
    const answer = await new Visitor(witness, cookie).visit(show)
    return answer.json()
  }

  const requests = moves.map((move, i) => {
    const turn = gate()
    const send = (): Promise<Response> =>
      new Visitor(processes[i % 2] ?? process(), first).send(async (session) => {
        await turn.opens
        return (await act(move, session, i)) ?? null
      })
    const isLate = race.mayOpenLate && choices.choose(2) === 1
    return { turn, send, early: isLate ? undefined : send() }
  })

  const answers: Answer[] = []
  const kept = race.mayLoseWrites ? choices.choose(moves.length + 1) : moves.length
  // Gets every answer, in the order in which they were made.
  const spectator = new Visitor(process(false), first)
  const begun = (await truth(first)) as Seen
  const states: unknown[] = [begun]
  for (const [done, i] of permutation(moves.length, choices).entries()) {
    const request = requests[i]
    if (request === undefined) throw new Error('there is no such request')
    if (done === kept) stores.pause()
    request.turn.open()
    const response = await (request.early ?? request.send())
    spectator.keep(response)
    states.push(await truth(spectator.cookie))
    answers.push({ move: moves[i] ?? 'read', i, response, state: states.length - 1 })
  }
  if (race.mayLoseWrites) stores.failOver()

  const left = [...answers]
  let copied = 0
  for (let chosen = next(left, choices); chosen !== undefined; chosen = next(left, choices)) {
    browser.keep(chosen.response)
    if (hasCopy(chosen.response)) copied = chosen.state
  }

  const expect = (fact: boolean, what: string): void => {
    if (!fact) throw new Error(`${what}: ${story(race, answers, kept)}`)
  }
  const look = async (visitor: Visitor): Promise<unknown> => (await visitor.visit(show)).json()
  const acked = (move: Move): readonly Answer[] =>
    answers.filter((answer) => answer.move === move && answer.response.status === 200)
  const { cookie } = browser
  const hasEnded = acked('logout').length > 0
  const mayBeRefused = hasEnded || moves.includes('login')

  const expected = race.mayLoseWrites
    ? states[Math.max(copied, Math.min(kept, states.length - 1))]
    : await truth(cookie)
  const seen = await look(new Visitor(process(), cookie))
  expect(isDeepStrictEqual(seen, expected), 'a copy changed what a new process sees')
  expect(isDeepStrictEqual(await truth(cookie), expected), 'the store was not mended')
  expect(seen !== null || mayBeRefused, 'the visitor was refused')
  if (hasEnded) expect(seen === null, 'an ended session was opened')

  if (!race.mayLoseWrites && !hasEnded) {
    // Whoever logged in with a ticket that was superseded by then has a session of their own.
    const { data, handle } = (await truth(spectator.cookie)) as Seen
    for (const { i } of acked('write')) {
      expect(
        handle !== begun.handle || data.cart?.[`by${i}`] === i,
        'an acknowledged change was lost',
      )
    }
    const isExact = data.visits === acked('count').length
    expect(handle !== begun.handle || isExact, 'an update was lost')
  }
  const consumed = await Promise.all(acked('consume').map(({ response }) => response.json()))
  expect(consumed.filter((note) => note === token).length <= 1, 'a token was consumed twice')

  for (const app of [onlooker, ...processes]) {
    const early = (await look(new Visitor(app, cookie))) as Seen | null
    const now = (await truth(cookie)) as Seen | null
    expect(now === null || early?.subject === now.subject, 'an older copy hid a login')
  }

  // Whoever writes now, from whatever copy, loses nothing and brings nothing back.
  const before = (await truth(cookie)) as Seen | null
  const added: string[] = []
  for (const [n, old] of [cookie, first].entries()) {
    for (const [m, app] of [...processes, process()].entries()) {
      const name = `later${n}${m}`
      const answer = await new Visitor(app, old).visit((session) => {
        session.set('cart', { ...session.get('cart', {}), [name]: n })
        return session.handle
      })
      if (answer.status === 200 && (await answer.json()) === before?.handle) added.push(name)
    }
  }
  const after = (await truth(cookie)) as Seen | null
  const more = Object.fromEntries(added.map((name) => [name, Number(name[5])]))
  const cart = { ...before?.data.cart, ...more }
  const wanted = before === null ? null : { ...before, data: { ...before.data, cart } }
  expect(before === null || isDeepStrictEqual(after, wanted), 'a write lost, or brought back')

  clock.at += 60
  for (const app of [onlooker, ...processes]) {
    const late = await look(new Visitor(app, cookie))
    expect(isDeepStrictEqual(late, await truth(cookie)), 'an older copy outlived the interval')
  }
}

interface Answer {
  readonly move: Move
  readonly i: number
  readonly response: Response
  /** How many requests were carried out when it was made. */
  readonly state: number
}

interface Seen {
  readonly handle: string
  readonly subject: string | null
  readonly data: Partial<Data>
}

function show(session: Session<Data>): Seen | null {
  const { isNew, handle, subject, data } = session
  return isNew ? null : { handle, subject, data }
}

function hasCopy(response: Response): boolean {
  return response.headers.getSetCookie().some((line) => /-copy=[^;]/.test(line))
}

/** Takes the answer that arrives next; `undefined`: the others are lost. */
function next(left: Answer[], choices: Choices): Answer | undefined {
  const chosen = choices.choose(left.length + 1)
  return chosen === 0 ? undefined : left.splice(chosen - 1, 1)[0]
}

function gate(): { readonly opens: Promise<void>; open(): void } {
  let open = (): void => undefined
  const opens = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opens, open: () => open() }
}

function story({ moves }: CopyRace, answers: readonly Answer[], kept: number): string {
  const told = answers.map(({ move, i, response }) => `${move} (${i}) → ${response.status}`)
  return `${moves.join(' ∥ ')}; carried out: ${told.join(', ')}; the store kept ${kept}`
}

function permutation(count: number, choices: Choices): readonly number[] {
  const left = Array.from({ length: count }, (_, i) => i)
  return Array.from({ length: count }, () => left.splice(choices.choose(left.length), 1)).flat()
}
