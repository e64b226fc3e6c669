/**
 * The script of the inspector's page: it listens for events, draws the parts anew that changed, and
 * lets the clocks run. Without it the page says the same when it is loaded again.
 *
 * @module
 */

/** The script, as it is served. */
export const pageScript: string = `'use strict'
{
  const root = document.documentElement
  const status = document.getElementById('live')
  const pause = document.getElementById('pause')
  const list = document.getElementById('events')
  const maxLines = 100
  const refreshGap = 1000
  const slowRefresh = 15000
  let offset = Number(root.dataset.now) - Date.now() / 1000
  let last = Number(root.dataset.last)
  let source
  let timer
  let isPaused = false
  let refreshedAt = 0

  const now = () => Date.now() / 1000 + offset

  const span = (seconds) => {
    const whole = Math.max(0, Math.floor(seconds))
    const parts = [
      [Math.floor(whole / 86400), 'd'],
      [Math.floor(whole / 3600) % 24, 'h'],
      [Math.floor(whole / 60) % 60, 'min'],
      [whole % 60, 's'],
    ]
    const first = parts.findIndex(([amount]) => amount > 0)
    if (first === -1) return '0 s'
    return parts.slice(first, first + 2).filter(([amount]) => amount > 0)
      .map(([amount, unit]) => amount + ' ' + unit).join(' ')
  }

  const tick = () => {
    if (isPaused) return
    for (const element of document.querySelectorAll('[data-at]')) {
      const ahead = Number(element.dataset.at) - now()
      const text = ahead > 0 ? 'in ' + span(ahead) : span(-ahead) + ' ago'
      if (element.textContent !== text) element.textContent = text
    }
    for (const bar of document.querySelectorAll('rect[data-from]')) {
      const from = Number(bar.dataset.from)
      const share = (now() - from) / Math.max(1, Number(bar.dataset.to) - from)
      bar.setAttribute('width', String(Math.round(Math.min(1, Math.max(0, share)) * 10000) / 10))
    }
  }

  // What a part says, but for its clocks.
  const lasting = (part) => {
    const copy = part.cloneNode(true)
    for (const element of copy.querySelectorAll('[data-at]')) element.textContent = ''
    for (const bar of copy.querySelectorAll('rect')) bar.removeAttribute('width')
    for (const image of copy.querySelectorAll('[aria-label]')) image.removeAttribute('aria-label')
    for (const details of copy.querySelectorAll('details')) details.removeAttribute('open')
    return copy.innerHTML
  }

  const replace = (part, fresh) => {
    if (lasting(part) === lasting(fresh)) return
    const open = new Map()
    for (const details of part.querySelectorAll('details')) open.set(details.dataset.key, details.open)
    const focused = part.contains(document.activeElement) ? document.activeElement : null
    const label = focused === null ? '' : focused.outerHTML.length > 2000 ? '' : focused.outerHTML
    part.replaceChildren(...fresh.childNodes)
    for (const details of part.querySelectorAll('details')) {
      const wasOpen = open.get(details.dataset.key)
      if (wasOpen !== undefined) details.open = wasOpen
    }
    if (focused === null) return
    for (const element of part.querySelectorAll('summary, button, a, [tabindex]')) {
      if (element.outerHTML === label) return element.focus()
    }
  }

  const refresh = async () => {
    clearTimeout(timer)
    timer = setTimeout(refresh, slowRefresh)
    refreshedAt = Date.now()
    if (isPaused || document.hidden) return
    try {
      const answer = await fetch(location.href, { cache: 'no-store', redirect: 'error' })
      if (!answer.ok) throw new Error(String(answer.status))
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html')
      if (isPaused) return
      offset = Number(fresh.documentElement.dataset.now) - Date.now() / 1000
      for (const part of document.querySelectorAll('[data-part]')) {
        const name = CSS.escape(part.dataset.part)
        const newer = fresh.querySelector('[data-part="' + name + '"]')
        if (newer !== null) replace(part, newer)
      }
      tick()
    } catch {
      say('The server does not answer; trying again.')
    }
  }

  // An event comes before the answer that it is about, so the browser may not have its cookie yet.
  const refreshSoon = () => {
    clearTimeout(timer)
    const due = Math.max(200, refreshGap - (Date.now() - refreshedAt))
    timer = setTimeout(() => {
      refresh()
      clearTimeout(timer)
      timer = setTimeout(refresh, refreshGap)
    }, due)
  }

  const say = (text) => {
    if (status.textContent !== text) status.textContent = text
  }

  const take = (message) => {
    const { line, changes } = JSON.parse(message.data)
    last = Number(message.lastEventId)
    document.getElementById('silence').hidden = true
    const drawn = new DOMParser().parseFromString('<ol>' + line + '</ol>', 'text/html').querySelector('li')
    if (drawn !== null) list.prepend(drawn)
    while (list.children.length > maxLines) list.lastElementChild.remove()
    if (changes) refreshSoon()
  }

  const listen = () => {
    source = new EventSource('?view=events&after=' + last)
    source.addEventListener('open', () => say('Live'))
    source.addEventListener('session', take)
    source.addEventListener('error', () => {
      say(source.readyState === EventSource.CLOSED ? 'Not live; shown anew every 15 seconds.' : 'Connecting again …')
    })
  }

  pause.hidden = false
  pause.addEventListener('click', () => {
    isPaused = !isPaused
    pause.textContent = isPaused ? 'Go on' : 'Pause'
    if (isPaused) {
      source.close()
      say('Paused')
    } else {
      listen()
      refresh()
    }
  })
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) refreshSoon()
  })
  addEventListener('pagehide', () => source.close())
  addEventListener('pageshow', (event) => {
    if (event.persisted && !isPaused) listen()
  })
  setInterval(tick, 1000)
  timer = setTimeout(refresh, slowRefresh)
  tick()
  listen()
}
`
