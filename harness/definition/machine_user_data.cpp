#include "definition/machine_user_data.h"

#include <algorithm>
#include <iterator>

#include "definition/docker_run.h"
#include "definition/hidden_text.h"
#include "definition/unpacked_text.h"

namespace roadworthy {

void read_machine_user_data(const Cursor& at, Machine& machine, Deployment& deployment) {
  if (!at.present() || machine.user_data.is_known()) {
    at.mark();  // `user_data` and `user_data_base64` exclude each other.
    return;
  }
  machine.user_data = at.text();
  if (!machine.user_data.is_known() || machine.user_data.value.empty() || !at.view()) {
    return;
  }
  EmbeddedText text = embed_scalar(*at.view(), at.source().text_index());
  if (std::string decoded = decode_base64(machine.user_data.value); !decoded.empty()) {
    text.text = is_gzip(decoded) ? unpacked_text(decoded).value_or(decoded) : decoded;
    text.positions.clear();
    machine.user_data.value = text.text;
  }
  if (!text.text.starts_with("#!") && !is_user_data(text.text)) {
    return;  // A checksum, as old providers keep instead of the script, or what another program than cloud-init reads.
  }
  auto tasks = read_user_data(plain_script(std::move(text)), {});
  if (!tasks) {
    std::ranges::move(tasks.error(), std::back_inserter(deployment.mistakes));
    return;
  }
  std::ranges::move(tasks->mistakes, std::back_inserter(deployment.mistakes));
  // The words are part of a leaf that is read already.
  const std::size_t pods = deployment.pods.size();
  const std::size_t hosts = deployment.hosts.size();
  const std::size_t leaves = deployment.leaves_read;
  const std::size_t unread = deployment.unread.size();
  (void)read_tasks(tasks->tasks, machine.id, {}, {}, deployment);
  if (machine.user_data.sensitive) {
    mark_secret(deployment, pods, hosts);
  }
  deployment.leaves_read = leaves;
  deployment.unread.resize(unread);
}

}  // namespace roadworthy
