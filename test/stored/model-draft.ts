/**
 * What a handler makes of a session, as it is promised, before any of it is written.
 *
 * @module
 */

import { type Content, clocks, type Model, overAt, type Process } from './model.ts'

const nothing: Content = { data: {}, flashes: [], subject: null, permanent: false }

/** A session in the making. */
export class Draft {
  /** What the handler sees. */
  content: Content = nothing
  /** Whether there is no earlier session. */
  isNew = true
  protected readonly model: Model
  protected readonly process: Process
  protected wantsTicket: 'login' | 'regenerate' | undefined
  protected hasEnded = false
  /** Whether it was begun and revoked at once, so that it can never begin. */
  protected isBurnt = false
  protected createdAt: number
  protected authenticatedAt: number | null = null
  protected touchedAt: number

  constructor(model: Model, process: Process) {
    this.model = model
    this.process = process
    this.createdAt = this.now
    this.touchedAt = this.now
  }

  /** What its process's clock says. */
  protected get now(): number {
    return this.model.now(this.process)
  }

  /** When what it sees ends unless its visitor comes back. */
  get expiresAt(): number {
    return overAt({
      createdAt: this.createdAt,
      authenticatedAt: this.authenticatedAt,
      idleAt: this.touchedAt + clocks.idle,
    })
  }

  put(key: string, value: number): void {
    this.change({ data: { ...this.content.data, [key]: value } })
  }

  remove(key: string): void {
    const { [key]: _gone, ...data } = this.content.data
    this.change({ data })
  }

  flash(text: string): void {
    this.change({ flashes: [...this.content.flashes, text] })
  }

  take(): readonly string[] {
    const { flashes } = this.content
    this.change({ flashes: [] })
    return flashes
  }

  setPermanent(permanent: boolean): void {
    this.change({ permanent })
  }

  regenerate(): void {
    this.wantsTicket ??= 'regenerate'
  }

  login(subject: string): void {
    const { content } = this
    const isOther = content.subject !== null && content.subject !== subject
    this.change({ ...(isOther ? { data: {}, flashes: [] } : {}), subject })
    this.authenticatedAt = this.now
    this.touchedAt = Math.max(this.touchedAt, this.now)
    this.wantsTicket = 'login'
  }

  logout(): void {
    this.content = nothing
    this.isNew = true
    this.hasEnded = true
    this.isBurnt = false
    this.wantsTicket = undefined
    this.createdAt = this.now
    this.authenticatedAt = null
    this.touchedAt = this.now
  }

  protected change(change: Partial<Content>): void {
    this.content = { ...this.content, ...change }
  }
}
