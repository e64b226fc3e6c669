import { metrics } from '@opentelemetry/api'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { visitorOf } from '../clients/cookie-jar.ts'
import { startSdk } from '../opentelemetry/sdk.ts'
import { servedRecipes } from './served-recipe.ts'

const { serve, close } = servedRecipes()
afterEach(close)

describe('the page about the inspector', () => {
  it('mounts it for everybody in development', async () => {
    const origin = await serve(() => import('../../examples/recipes/inspector.ts'))
    const answer = await visitorOf(origin).fetch('/coatcheck')
    expect(answer.status).toBe(200)
    expect(await answer.text()).toContain('<title>')
  })

  it('mounts it for nobody in production', async () => {
    vi.stubEnv('NODE_ENV', 'production')
    const origin = await serve(() => import('../../examples/recipes/inspector.ts'))
    expect((await visitorOf(origin).fetch('/coatcheck')).status).toBe(404)
  })

  it('guards it, so that the admin alone may look', async () => {
    const origin = await serve(() => import('../../examples/recipes/guarded-inspector.ts'))
    const [admin, other] = [visitorOf(origin), visitorOf(origin)]
    for (const [visitor, username] of [
      [admin, 'admin'],
      [other, 'eve'],
    ] as const) {
      const form = { method: 'POST', body: new URLSearchParams({ username }) }
      expect((await visitor.fetch('/login', form)).status).toBe(303)
    }
    expect((await admin.fetch('/coatcheck')).status).toBe(200)
    expect((await other.fetch('/coatcheck')).status).toBe(404)
    expect((await visitorOf(origin).fetch('/coatcheck')).status).toBe(404)
  })
})

describe('the page about observability', () => {
  it('hears of a refused cookie on its channel', async () => {
    const heard = vi.spyOn(console, 'info').mockReturnValue()
    const origin = await serve(() => import('../../examples/recipes/channels.ts'))
    const answer = await fetch(origin, { headers: { cookie: 'session=garbage' } })
    expect(await answer.text()).toBe('Hello, stranger!')
    expect(heard.mock.calls).toEqual([[{ type: 'rejected', reason: 'malformed' }]])
  })

  it('counts a login in OpenTelemetry', async () => {
    const sdk = await startSdk()
    try {
      metrics.setGlobalMeterProvider(sdk.meterProvider)
      const origin = await serve(() => import('../../examples/recipes/opentelemetry.ts'))
      expect((await fetch(`${origin}/login`, { method: 'POST' })).status).toBe(200)
      await sdk.flush()
      const names = sdk.collector.points.map(({ metric }) => metric)
      expect(names).toEqual(
        expect.arrayContaining(['coatcheck.session.commits', 'coatcheck.store.command.duration']),
      )
    } finally {
      metrics.disable()
      await sdk.close()
    }
  })
})
