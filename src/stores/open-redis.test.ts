import { describe, expect, it } from 'vitest'
import { openRedis, openRedisCluster } from './open-redis.ts'

describe('the address of a Redis', () => {
  it.each([
    '?waitForReplica=1',
    '?waitForReplicas=',
    '?waitForReplicas=-1',
    '?a=1&waitForReplicas=1',
  ])('is refused with %s, and the refusal holds no password', async (query) => {
    for (const open of [openRedis, openRedisCluster]) {
      const error = await open(`redis://:s3cret@127.0.0.1:1${query}`).catch((caught) => caught)
      expect(error).toMatchObject({
        code: 'ERR_STORE_SETUP',
        message: expect.stringContaining('?waitForReplicas=1'),
      })
      expect(String(error)).not.toContain('s3cret')
    }
  })

  it('may ask for replicas', async () => {
    const opening = openRedis('redis://127.0.0.1:1?waitForReplicas=1')
    await expect(opening).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' })
  })
})
