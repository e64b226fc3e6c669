/**
 * A small collector: a real HTTP server that takes what the OTLP/HTTP exporters send, in JSON.
 *
 * @module
 */

import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An attribute's value, as OTLP writes it. */
type Value = string | number | boolean

/** A span that arrived. */
export interface CollectedSpan {
  /** Its name. */
  readonly name: string
  /** Its id. */
  readonly spanId: string
  /** The id of the span it is in, `''` for none. */
  readonly parentSpanId: string
  /** The id of its trace. */
  readonly traceId: string
  /** 0 unset, 1 ok, 2 error. */
  readonly status: number
  /** Its attributes. */
  readonly attributes: Readonly<Record<string, Value>>
}

/** A point of a metric that arrived. */
export interface CollectedPoint {
  /** The metric's name. */
  readonly metric: string
  /** The metric's unit. */
  readonly unit: string
  /** The attributes of the point. */
  readonly attributes: Readonly<Record<string, Value>>
  /** What a counter counted, or how often a histogram was told. */
  readonly count: number
  /** What a histogram was told, added up. */
  readonly sum: number | undefined
  /** The bounds of a histogram's buckets. */
  readonly bounds: readonly number[] | undefined
}

/** A collector. */
export interface Collector {
  /** Where it is, for example `http://127.0.0.1:40123`. */
  readonly origin: string
  /** The spans that arrived. */
  readonly spans: CollectedSpan[]
  /** The points that arrived. */
  readonly points: CollectedPoint[]
  /** All bodies that arrived, as text. */
  readonly bodies: string[]
  /** Ends it. */
  close(): void
}

/** Starts a collector on a port of its own. */
export async function startCollector(): Promise<Collector> {
  const spans: CollectedSpan[] = []
  const points: CollectedPoint[] = []
  const bodies: string[] = []
  const server = createServer(async (req, res) => {
    const text = await textOf(req)
    bodies.push(text)
    const body: unknown = JSON.parse(text)
    if (req.url === '/v1/traces') spans.push(...spansIn(body))
    else if (req.url === '/v1/metrics') points.push(...pointsIn(body))
    else res.statusCode = 404
    res.setHeader('content-type', 'application/json')
    res.end('{}')
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  // A listening server on TCP has such an address.
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    spans,
    points,
    bodies,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function textOf(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

// ExportTraceServiceRequest = { resourceSpans: [{ scopeSpans: [{ scope, spans }] }] }
function spansIn(body: unknown): CollectedSpan[] {
  return scopesIn(body, 'resourceSpans', 'scopeSpans').flatMap((scope) =>
    list(scope, 'spans').map((span) => ({
      name: String(at(span, 'name')),
      spanId: String(at(span, 'spanId')),
      parentSpanId: String(at(span, 'parentSpanId') ?? ''),
      traceId: String(at(span, 'traceId')),
      status: Number(at(at(span, 'status'), 'code')),
      attributes: attributesOf(span),
    })),
  )
}

// ExportMetricsServiceRequest = { resourceMetrics: [{ scopeMetrics: [{ scope, metrics }] }] }
function pointsIn(body: unknown): CollectedPoint[] {
  return scopesIn(body, 'resourceMetrics', 'scopeMetrics').flatMap((scope) =>
    list(scope, 'metrics').flatMap((metric) => {
      const data = at(metric, 'sum') ?? at(metric, 'histogram')
      return list(data, 'dataPoints').map((point) => ({
        metric: String(at(metric, 'name')),
        unit: String(at(metric, 'unit')),
        attributes: attributesOf(point),
        count: Number(at(point, 'asInt') ?? at(point, 'asDouble') ?? at(point, 'count')),
        sum: numberOr(at(point, 'sum')),
        bounds: at(point, 'explicitBounds') === undefined ? undefined : numbers(point),
      }))
    }),
  )
}

function scopesIn(body: unknown, resources: string, scopes: string): readonly unknown[] {
  return list(body, resources)
    .flatMap((resource) => list(resource, scopes))
    .filter((scope) => at(at(scope, 'scope'), 'name') === 'coatcheck')
}

function attributesOf(thing: unknown): Readonly<Record<string, Value>> {
  const pairs = list(thing, 'attributes').map((attribute): [string, Value] => {
    const [value] = Object.values(Object(at(attribute, 'value')))
    return [String(at(attribute, 'key')), typeof value === 'boolean' ? value : String(value)]
  })
  return Object.fromEntries(pairs)
}

function numbers(point: unknown): readonly number[] {
  return list(point, 'explicitBounds').map(Number)
}

function numberOr(value: unknown): number | undefined {
  return value === undefined ? undefined : Number(value)
}

function at(thing: unknown, key: string): unknown {
  return typeof thing === 'object' && thing !== null ? Reflect.get(thing, key) : undefined
}

function list(thing: unknown, key: string): readonly unknown[] {
  const found = at(thing, key)
  return Array.isArray(found) ? found : []
}
