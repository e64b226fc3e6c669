/**
 * Real sessions beside the model of what they promise: browsers, two processes whose clocks differ,
 * and one store. Every step is carried out on both, and both have to say the same.
 *
 * @module
 */

import { isDeepStrictEqual } from 'node:util'
import type { Store } from 'coatcheck'
import { Model, overAt, type Process, type Ticket } from './model.ts'
import { actOnModel, type Observed } from './model-acts.ts'
import type { Place } from './model-places.ts'
import { type Going, sendRequest } from './model-request.ts'
import { type Server, secrets, startServer } from './model-server.ts'
import type { Op, RequestStep, Step } from './model-steps.ts'
import { TooLate, Visit } from './model-visit.ts'

const beginning = 1_700_000_000

interface Browser {
  cookie: string | undefined
  readonly late: (string | undefined)[]
}

interface Held {
  readonly going: Going
  readonly visit: Visit
  readonly asked: RequestStep
  readonly browser: Browser
  readonly process: Process
  /** Where it stood when it could not go on. */
  isTooLate: boolean
}

type AskStep = Extract<
  Step,
  { step: 'revoke' | 'revokeAll' | 'list' | 'revokeEveryone' | 'sweep' | 'restart' | 'rotate' }
>

/** Real sessions and their model. */
export class World {
  readonly model = new Model(beginning * 1_000)
  readonly #store: Store
  readonly #skew: number
  readonly #servers: Server[]
  readonly #browsers: readonly Browser[]
  readonly #tickets = new Map<string, Ticket>()
  readonly #held: Held[] = []
  #number = 0

  constructor(place: Place, skew: number) {
    this.#skew = skew
    this.#store = place.makeStore(() => this.model.time)
    this.#servers = [this.#serverWith(0, 0), this.#serverWith(1, 0)]
    this.#browsers = [0, 1, 2].map(() => ({ cookie: undefined, late: [] }))
  }

  /** Carries out a plan. */
  async run(plan: readonly Step[]): Promise<void> {
    for (const step of plan) {
      await this.#take(step)
      // No two things begin in one millisecond.
      this.model.time += 5
    }
    while (this.#held.length > 0) await this.#goOn(0)
    // Whatever was sent to anybody opens what it should, and nothing else.
    for (const [cookie] of this.#tickets) await this.#look(cookie)
  }

  async #take(step: Step): Promise<void> {
    switch (step.step) {
      case 'request':
        return this.#begin(step)
      case 'go on':
        return this.#goOn(step.which % Math.max(this.#held.length, 1))
      case 'late answers': {
        const browser = this.#browserAt(step.browser)
        const [cookie] = browser.late.slice(-1)
        if (browser.late.splice(0).length > 0) browser.cookie = cookie
        return
      }
      case 'turn':
        this.model.time += step.seconds * 1_000
        return
      case 'turn to the end': {
        const ticket = this.#tickets.get(this.#browserAt(step.browser).cookie ?? '')
        if (ticket === undefined) return
        const { process } = this.#serverAt(step.process)
        const seconds = overAt(ticket.life) + step.off - this.model.now(process)
        this.model.time += Math.max(seconds, 0) * 1_000
        return
      }
      case 'restart':
      case 'rotate': {
        const { secret } = this.#serverAt(step.process).process
        const next = step.step === 'rotate' ? (secret + 1) % secrets.length : secret
        this.#servers[step.process] = this.#serverWith(step.process, next)
        return
      }
      default:
        return this.#ask(step)
    }
  }

  async #ask(step: AskStep): Promise<void> {
    const { sessions, process } = this.#serverAt(step.process)
    const { model } = this
    const subject = 'subject' in step ? String(step.subject) : ''
    switch (step.step) {
      case 'revoke': {
        const life = this.#tickets.get(this.#browserAt(step.browser).cookie ?? '')?.life
        if (life?.handle === undefined) return
        const real = await sessions.revoke(life.handle, { subject })
        const promised = model.revoke(life, subject, process)
        if (promised !== undefined) same('revoke', real, promised)
        return
      }
      case 'revokeAll': {
        const real = await sessions.revokeAll(subject)
        const [least, most] = model.revokeAll(subject, process)
        same('revokeAll', Math.min(Math.max(real, least), most), real)
        return
      }
      case 'revokeEveryone':
        await sessions.revokeEveryone()
        model.revokeEveryone(process)
        return
      case 'list': {
        const real = (await sessions.list(subject)).sessions.map(
          ({ handle, createdAt, expiresAt }) => `${handle} ${createdAt} ${expiresAt}`,
        )
        const promised = model
          .list(subject, process)
          .map((life) => `${life.handle} ${life.createdAt} ${overAt(life)}`)
        // Those under another secret come after the others.
        same('list', real.sort(), promised.sort())
        return
      }
      default:
        await sessions.sweep()
        model.sweep(process)
    }
  }

  async #begin(asked: RequestStep): Promise<void> {
    const browser = this.#browserAt(asked.browser)
    const cookie = this.#cookieFor(asked, browser)
    const { sessions, process } = this.#serverAt(asked.process)
    const first = this.#number
    const going = await sendRequest(sessions, cookie, asked, () => this.#nextNumber())
    const ticket = cookie === undefined ? undefined : this.#tickets.get(cookie)
    const visit = new Visit(this.model, process, ticket, asked.isNavigation)
    const held: Held = { going, visit, asked, browser, process, isTooLate: false }
    this.#number = first
    this.#compare(held, asked.before, true)
    if (asked.isHeld && !held.isTooLate) this.#held.push(held)
    else await this.#finish(held)
  }

  async #goOn(which: number): Promise<void> {
    const [held] = this.#held.splice(which, 1)
    if (held !== undefined) await this.#finish(held)
  }

  async #finish(held: Held): Promise<void> {
    const { going, visit, asked, browser } = held
    const first = this.#number
    const answer = await going.finish()
    this.#number = first
    if (!held.isTooLate) this.#compare(held, asked.after, false)
    const [status, cookie] = this.#promised(held)
    if (visit.life !== undefined) visit.life.handle ??= going.handle()
    same('the status', answer.status, status)
    same('the kind of cookie', kindOf(answer.cookie), kindOf(cookie))
    if (typeof cookie === 'object' && answer.cookie !== undefined) {
      this.#tickets.set(answer.cookie, cookie)
    }
    if (asked.answer === 'is late' && answer.cookie !== undefined) {
      browser.late.push(answer.cookie === 'deletion' ? undefined : answer.cookie)
    } else if (asked.answer === 'arrives' && answer.cookie !== undefined) {
      browser.cookie = answer.cookie === 'deletion' ? undefined : answer.cookie
    }
  }

  #promised({ visit, asked, isTooLate }: Held): readonly [number, Ticket | 'deletion' | undefined] {
    const status = isTooLate ? 401 : asked.status
    try {
      return [status, visit.commit(status >= 500 ? 'ends' : 'all')]
    } catch (error) {
      if (!(error instanceof TooLate)) throw error
      return [401, visit.commit('ends')]
    }
  }

  /** Does on the model what the handler did, and compares what both saw. */
  #compare(held: Held, ops: readonly Op[], isFirst: boolean): void {
    const { visit, going, process } = held
    const seen = (result?: unknown): Observed => {
      const { content, isNew, expiresAt } = visit
      const { data, subject, permanent } = content
      return { data, subject, permanent, isNew, expiresAt, result }
    }
    const promised: Observed[] = isFirst ? [seen()] : []
    try {
      for (const op of ops) promised.push(seen(actOnModel(visit, op, () => this.#nextNumber())))
    } catch (error) {
      if (!(error instanceof TooLate)) throw error
      held.isTooLate = true
    }
    same('what the handler saw', going.take(), promised)
    const { opened, life } = visit
    if (life !== undefined && !held.isTooLate) {
      life.handle ??= going.handle()
      same('the handle', going.handle(), life.handle)
    }
    if (opened === undefined || !isFirst) return
    same('opened although everyone was revoked', this.model.mustBeRevoked(opened), false)
    same('opened past its end', this.model.now(process) < overAt(opened), true)
  }

  /** Looks at a session, messages and all; what is taken on a server error stays. */
  async #look(cookie: string): Promise<void> {
    this.model.time += 5
    await this.#begin({
      step: 'request',
      browser: 0,
      process: 0,
      cookie: [...this.#tickets.keys()].indexOf(cookie),
      before: [{ do: 'take' }],
      after: [],
      isHeld: false,
      status: 500,
      answer: 'is lost',
      isNavigation: false,
    })
  }

  #cookieFor({ cookie }: RequestStep, browser: Browser): string | undefined {
    if (cookie === 'own') return browser.cookie
    const sent = [...this.#tickets.keys()]
    return typeof cookie === 'number' ? sent[cookie % Math.max(sent.length, 1)] : undefined
  }

  #serverWith(index: number, secret: number): Server {
    const skew = index === 0 ? 0 : this.#skew
    return startServer(this.model, this.#store, { skew, secret, known: 0, askedAt: undefined })
  }

  #serverAt(index: number): Server {
    const server = this.#servers[index]
    if (server === undefined) throw new RangeError('there are two servers')
    return server
  }

  #browserAt(index: number): Browser {
    const browser = this.#browsers[index]
    if (browser === undefined) throw new RangeError('there are three browsers')
    return browser
  }

  #nextNumber(): number {
    this.#number += 1
    return this.#number
  }
}

function kindOf(cookie: Ticket | string | undefined): string {
  if (cookie === undefined) return 'none'
  return cookie === 'deletion' ? 'deletion' : 'ticket'
}

/** Holds the real thing against what is promised. */
function same(what: string, real: unknown, promised: unknown): void {
  if (isDeepStrictEqual(real, promised)) return
  throw new Error(`${what}: ${JSON.stringify(real)}, but promised is ${JSON.stringify(promised)}`)
}
