import { type CookieOptions, createSessions } from 'coatcheck'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { attributesOf, localShop, secretA, shop, visitorOf } from './visitor.ts'

interface Data {
  visits: number
}

const forms: readonly (readonly [string, CookieOptions, string])[] = [
  ['as it is by default', {}, '__Host-Http-session'],
  ['of another name', { name: 'shop' }, '__Host-Http-shop'],
  ['shared with subdomains', { domain: 'shop.example' }, '__Secure-session'],
  ['of one path', { path: '/app' }, '__Secure-session'],
  ['that scripts may read', { httpOnly: false }, '__Host-session'],
  ['of a prefix of its own', { name: '__Host-id' }, '__Host-id'],
  ['strict', { sameSite: 'strict' }, '__Host-Http-session'],
  ['for embedded pages', { sameSite: 'none', partitioned: true }, '__Host-Http-session'],
  ['without Secure', { secure: false }, 'session'],
  [
    'with everything at once',
    { name: 'all', domain: 'shop.example', path: '/app', sameSite: 'none', partitioned: true },
    '__Secure-all',
  ],
]

afterEach(() => {
  vi.restoreAllMocks()
})

/** The line that makes a cookie, and the one that deletes it. */
async function bothLines(cookie: CookieOptions, url: string): Promise<readonly string[]> {
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  const visitor = visitorOf(createSessions<Data>({ secrets: secretA, cookie }), url)
  const made = await visitor.visit((session) => {
    session.permanent = true
    session.set('visits', 1)
  })
  const deleted = await visitor.visit((session) => session.logout())
  expect(visitor.jar.size).toBe(0)
  return [...made.lines, ...deleted.lines]
}

describe.each(forms)('the deletion of a cookie %s', (_what, cookie, name) => {
  it.each([
    ['over https', shop],
    ['on one machine', localShop],
  ])('says what its creation said, but for how long it lives: %s', async (_where, url) => {
    const [made = '', deleted = '', ...more] = await bothLines(cookie, url)
    expect(more).toEqual([])
    const nameOf = (line: string): string => line.slice(0, line.indexOf('='))
    expect(nameOf(deleted)).toBe(nameOf(made))
    if (url === shop) expect(nameOf(made)).toBe(name)
    const { 'max-age': madeAge, ...creation } = attributesOf(made)
    const { 'max-age': deletedAge, expires, ...deletion } = attributesOf(deleted)
    expect(deletion).toEqual(creation)
    expect(Number(madeAge)).toBeGreaterThan(0)
    expect(deletedAge).toBe('0')
    expect(expires).toBe('thu, 01 jan 1970 00:00:00 gmt')
  })
})

describe('the form on one machine', () => {
  it('has the bare name and no Secure, and is otherwise the same', async () => {
    const [secure = ''] = await bothLines({}, shop)
    const [plain = ''] = await bothLines({}, localShop)
    expect(plain).toMatch(/^session=/)
    const { secure: isSecure, ...rest } = attributesOf(secure)
    expect(isSecure).toBe('')
    expect(attributesOf(plain)).toEqual(rest)
  })

  it('does not exist for a cookie that browsers keep only when it is Secure', async () => {
    for (const cookie of [{ sameSite: 'none' }, { partitioned: true }, { name: '__Host-id' }]) {
      const [made = ''] = await bothLines(cookie as CookieOptions, localShop) // literals, widened
      expect(attributesOf(made)).toHaveProperty('secure')
    }
  })
})
