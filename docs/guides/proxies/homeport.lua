-- Asks Homeport's gate whether a request may pass, and sets on it what the gate says of its visitor. Sets
-- txn.homeport_passes only when the answer is 200: whatever else happens, nobody passes.

-- Fields that belong to one connection or frame a body, or that are said anew here.
local not_asked = {
  ["connection"] = true, ["keep-alive"] = true, ["te"] = true, ["trailer"] = true, ["upgrade"] = true,
  ["transfer-encoding"] = true, ["content-length"] = true, ["expect"] = true, ["proxy-connection"] = true,
  ["host"] = true, ["x-forwarded-for"] = true, ["x-forwarded-method"] = true, ["x-forwarded-proto"] = true,
  ["x-forwarded-host"] = true, ["x-forwarded-uri"] = true, ["x-homeport-gate-secret"] = true,
}

-- Fields of the answer that are about the answer itself.
local not_told = {
  ["connection"] = true, ["keep-alive"] = true, ["transfer-encoding"] = true, ["content-length"] = true,
  ["date"] = true, ["cache-control"] = true, ["x-homeport-gate"] = true,
}

local function question(txn)
  local headers = {}
  for name, values in pairs(txn.http:req_get_headers()) do
    if not not_asked[name] then
      headers[name] = {}
      for _, value in pairs(values) do table.insert(headers[name], value) end
    end
  end
  headers["x-forwarded-for"] = { txn.sf:src() }
  headers["x-forwarded-method"] = { txn:get_var("txn.homeport_method") }
  headers["x-forwarded-proto"] = { txn:get_var("txn.homeport_proto") }
  headers["x-forwarded-host"] = { txn:get_var("txn.homeport_host") }
  headers["x-forwarded-uri"] = { txn:get_var("txn.homeport_uri") }
  headers["x-homeport-gate-secret"] = { txn:get_var("txn.homeport_secret") }
  return headers
end

core.register_action("homeport", { "http-req" }, function(txn)
  local asked = core.httpclient():get {
    url = txn:get_var("txn.homeport_gate") .. "/gate/haproxy",
    headers = question(txn),
    -- An app that has to be started first holds the answer for up to 20 s.
    timeout = 25000,
  }
  if asked == nil or asked.status ~= 200 then return end
  for name, values in pairs(asked.headers) do
    if not not_told[name] then
      local value = values[0] or values[1] or ""
      txn.http:req_del_header(name)
      if value ~= "" then txn.http:req_set_header(name, value) end
    end
  end
  txn:set_var("txn.homeport_passes", true)
end, 0)
