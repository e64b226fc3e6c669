/**
 * What runs inside Redis: scripts of one key each, so that each is atomic wherever its key lives, in
 * a cluster too.
 *
 * The layout of an entry is told in `redis-entry.ts`. A tombstone has the same head. Expiry is judged
 * by the `now` a script is given; the server's own expiry runs for as long by its own clock, and some
 * minutes longer, so that it never overtakes the verdict of a process whose clock is behind.
 *
 * @module
 */

import { createHash } from 'node:crypto'

/** A script that Redis knows by its digest. */
export interface RedisScript {
  /** Its source, in Lua. */
  readonly text: string
  /** The SHA-1 of its source, under which Redis keeps it. */
  readonly sha: string
}

const slackSeconds = 300
const stampSeconds = 400 * 86_400
const shortList = 64

const head = `
local key = KEYS[1]
local kind, version, touchedAt, expiresAt
local bytes = redis.call('GETRANGE', key, 0, 297)
if #bytes > 0 then
  kind, version, touchedAt, expiresAt = struct.unpack('>Bddd', bytes)
end
local function isLive(now)
  return kind == 1 and now < expiresAt
end
local function owner()
  return string.sub(bytes, 42, 43 + struct.unpack('>H', string.sub(bytes, 42, 43)) % 65535)
end
local function writeMark()
  return string.sub(bytes, 26, 33)
end
local function indexMark()
  return string.sub(bytes, 34, 41)
end
local function milliseconds(seconds)
  return string.format('%.0f', (math.max(seconds, 0) + ${slackSeconds}) * 1000)
end
`

// A stamp is rounded up and the clock down, or what began within the same millisecond as a revocation,
// but before it, could seem to have begun after it.
const clock = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local stamp = time[1] * 1000 + math.ceil(time[2] / 1000)
`

function script(text: string): RedisScript {
  return { text, sha: createHash('sha1').update(text).digest('hex') }
}

// A client that has lost its connection may send a script again that was carried out: the mark of the
// last write tells, so that nobody takes his own write for another's.
/** `now`, `expiresAt`, mark, entry → 1, or 0 when the key is taken. */
export const createScript: RedisScript = script(`${head}
local now = tonumber(ARGV[1])
if kind ~= nil and now < expiresAt then
  if kind == 1 and version == 1 and writeMark() == ARGV[3] then return 1 end
  return 0
end
redis.call('SET', key, ARGV[4], 'PX', milliseconds(tonumber(ARGV[2]) - now))
return 1
`)

// Not a plain GET, because clients may send reads to replicas, and scripts never.
/** → the entry or tombstone, or nothing. */
export const loadScript: RedisScript = script(`return redis.call('GET', KEYS[1])`)

/**
 * `now`, version, `touchedAt`, `expiresAt`, mark, owner and value → 0 when refused, 1, or where the
 * subject is another now, the index mark and owner that the entry had.
 */
export const updateScript: RedisScript = script(`${head}
local now, expires = tonumber(ARGV[1]), tonumber(ARGV[4])
if not isLive(now) then return 0 end
if version == tonumber(ARGV[2]) + 1 and writeMark() == ARGV[5] then
  return indexMark() == ARGV[5] and {} or 1
end
if version ~= tonumber(ARGV[2]) then return 0 end
local before, mark = owner(), indexMark()
local isSame = before == string.sub(ARGV[6], 1, #before)
if now >= expires then
  redis.call('DEL', key)
  return { mark, before }
end
local fresh = struct.pack('>Bddd', 1, version + 1, math.max(touchedAt, tonumber(ARGV[3])), expires)
local kept = isSame and mark or ARGV[5]
redis.call('SET', key, fresh .. ARGV[5] .. kept .. ARGV[6], 'PX', milliseconds(expires - now))
if isSame then return 1 end
return { mark, before }
`)

// Redis at its memory limit refuses a script that begins with a write that may grow, so that touch
// and delete, which do not grow, begin with another one.
/** `now`, `touchedAt`, `expiresAt` → 0 when refused, or the index mark and owner. */
export const touchScript: RedisScript = script(`${head}
local now = tonumber(ARGV[1])
if not isLive(now) then return 0 end
local expires = math.max(expiresAt, tonumber(ARGV[3]))
redis.call('PEXPIRE', key, milliseconds(expires - now))
local instants = struct.pack('>dd', math.max(touchedAt, tonumber(ARGV[2])), expires)
redis.call('SETRANGE', key, 9, instants)
return { indexMark(), owner() }
`)

/** `now`, end of the tombstone, owner if asked → 0 when refused, or the index mark and owner. */
export const deleteScript: RedisScript = script(`${head}
local now, expires = tonumber(ARGV[1]), tonumber(ARGV[2])
if not isLive(now) then return 0 end
local before, mark = owner(), indexMark()
if ARGV[3] and ARGV[3] ~= before then return 0 end
redis.call('DEL', key)
local tombstone = struct.pack('>Bddd', 0, 0, now, expires)
redis.call('SET', key, tombstone, 'PX', milliseconds(expires - now))
return { mark, before }
`)

// A list outlives what is in it, however often that is touched; what is gone stays in it until somebody
// looks. So whoever enters a long list looks at two that are there, which stand at random places.
/** Member, seconds its entry lasts → members to look at. */
export const enterScript: RedisScript = script(`
redis.call('ZADD', KEYS[1], 0, ARGV[1])
local lasts = (math.max(tonumber(ARGV[2]), 0) + ${stampSeconds}) * 1000
if redis.call('PTTL', KEYS[1]) < lasts then
  redis.call('PEXPIRE', KEYS[1], string.format('%.0f', lasts))
end
if redis.call('ZCARD', KEYS[1]) <= ${shortList} then return {} end
local rank = redis.call('ZRANK', KEYS[1], ARGV[1])
return redis.call('ZRANGE', KEYS[1], rank + 1, rank + 2)
`)

/** Members → how many of them were there. */
export const strikeScript: RedisScript = script(`return redis.call('ZREM', KEYS[1], unpack(ARGV))`)

/** Least member, how many at most → members in order. */
export const membersScript: RedisScript = script(
  `return redis.call('ZRANGEBYLEX', KEYS[1], ARGV[1], '+', 'LIMIT', 0, ARGV[2])`,
)

/** → the stamp. Moves forward only, also where the clock was set back or another server took over. */
export const raiseNotBeforeScript: RedisScript = script(`${clock}
local at = math.max(tonumber(redis.call('GET', KEYS[1]) or 0) + 1, stamp)
redis.call('SET', KEYS[1], string.format('%.0f', at), 'EX', ${stampSeconds})
return at
`)

/** → 0, the stamp or 0, the clock. */
export const notBeforeScript: RedisScript = script(`${clock}
local at = tonumber(redis.call('GET', KEYS[1]) or 0)
return { 0, at, math.max(at, now) }
`)

/** → the epoch. */
export const raiseEpochScript: RedisScript = script(`${clock}
local at = math.max(tonumber(redis.call('HGET', KEYS[1], 'at') or 0) + 1, stamp)
local epoch = redis.call('HINCRBY', KEYS[1], 'epoch', 1)
redis.call('HSET', KEYS[1], 'at', string.format('%.0f', at))
return epoch
`)

/** → the epoch, its stamp, the clock. */
export const epochScript: RedisScript = script(`${clock}
local epoch = tonumber(redis.call('HGET', KEYS[1], 'epoch') or 0)
local at = tonumber(redis.call('HGET', KEYS[1], 'at') or 0)
return { epoch, at, math.max(at, now) }
`)

/** → 1. It leads to where its key lives. */
export const idleScript: RedisScript = script('return 1')
