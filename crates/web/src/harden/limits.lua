-- Counts one request under every key, in order, until one refuses: the generic cell rate algorithm of gcra.rs, in microseconds.
-- ARGV holds two numbers per key: between two requests, and until all are back. Answers 0, or how long to wait.
-- One number more is what a test says the time is.
local now = tonumber(ARGV[2 * #KEYS + 1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000000 + time[2]
end
for i = 1, #KEYS do
  local every, room = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local back = math.max(tonumber(redis.call('GET', KEYS[i]) or '0'), now) + every
  local wait = back - now - room
  if wait > 0 then
    return wait
  end
  redis.call('SET', KEYS[i], string.format('%.0f', back), 'PX', math.ceil((back - now) / 1000))
end
return 0
