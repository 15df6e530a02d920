-- Reads the tunnels of many hosts with the leases of their relays. What a set names and no key backs is
-- taken out in passing: keys lapse by themselves, members do not.
-- KEYS  the set of each host
-- ARGV  1 prefix of relay leases, then for each host: prefix of its tunnels' keys
-- Answers four values a tunnel: place of the host in KEYS, member, record as JSON, lease as JSON or "".
local leases = {}
local found = {}
for place = 1, #KEYS do
  for _, member in ipairs(redis.call("SMEMBERS", KEYS[place])) do
    local record = redis.call("GET", ARGV[place + 1] .. member)
    if record then
      local relay = string.match(member, "^(.*):%d+$") or ""
      if leases[relay] == nil then
        leases[relay] = redis.call("GET", ARGV[1] .. relay) or ""
      end
      found[#found + 1] = place
      found[#found + 1] = member
      found[#found + 1] = record
      found[#found + 1] = leases[relay]
    else
      redis.call("SREM", KEYS[place], member)
    end
  end
end
return found
