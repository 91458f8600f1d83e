#pragma once

#include <rpc.pb.h>

#include "mocks/etcd/store.h"

namespace roadworthy::mocks::etcd {

/// An entry as clients see it.
inline void to_message(const Entry& entry, mvccpb::KeyValue& message) {
  message.set_key(entry.key);
  message.set_create_revision(entry.create_revision);
  message.set_mod_revision(entry.mod_revision);
  message.set_version(entry.version);
  message.set_value(entry.value);
  message.set_lease(entry.lease);
}

}  // namespace roadworthy::mocks::etcd
