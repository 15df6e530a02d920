-- Writes tunnels whole, so that a key which lapsed while its tunnel lived comes back. The key and the
-- member of its host's set appear together or not at all.
-- KEYS  1 birth of the store, then for each tunnel: its key, the set of its host
-- ARGV  1 life of a tunnel's key in ms, 2 life of a host's set in ms, then for each tunnel: record as JSON, member
for index = 2, #KEYS, 2 do
  redis.call("SET", KEYS[index], ARGV[index + 1], "PX", ARGV[1])
  redis.call("SADD", KEYS[index + 1], ARGV[index + 2])
  redis.call("PEXPIRE", KEYS[index + 1], ARGV[2])
end
local now = redis.call("TIME")
redis.call("SET", KEYS[1], now[1] * 1000 + math.floor(now[2] / 1000), "NX")
return 1
