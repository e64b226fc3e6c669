import { describe, expect, it } from 'vitest'
import { html, textOf } from './html.ts'

describe('html', () => {
  it('escapes every text put into it', () => {
    expect(textOf(html`<p title="${`"'`}">${'<b>&'}</p>`)).toBe(
      '<p title="&quot;&#39;">&lt;b&gt;&amp;</p>',
    )
  })

  it('keeps markup it has made itself, alone or in a list', () => {
    const items = ['a', '<'].map((text) => html`<li>${text}</li>`)
    expect(textOf(html`<ul>${items}</ul>${html`<br>`}`)).toBe(
      '<ul><li>a</li><li>&lt;</li></ul><br>',
    )
  })

  it('prints numbers, zero included, and nothing for null and false', () => {
    expect(textOf(html`${0}${null}${false}${7}`)).toBe('07')
  })
})
