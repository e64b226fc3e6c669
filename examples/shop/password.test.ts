import { expect, it } from 'vitest'
import { isPassword } from './password.ts'

it('is the one the login page says, to the letter', async () => {
  expect(await isPassword('open-sesame')).toBe(true)
  for (const wrong of ['', 'open-sesame ', 'Open-sesame', 'open-sesam']) {
    expect(await isPassword(wrong)).toBe(false)
  }
})
