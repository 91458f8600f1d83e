#include "cli/console_style.h"

#include <cstdlib>

#include <sys/ioctl.h>
#include <unistd.h>

namespace roadworthy {

ConsoleStyle console_style(int fd) {
  ConsoleStyle style;
  winsize size{};
  if (isatty(fd) != 0) {
    style.colour = std::getenv("NO_COLOR") == nullptr;
    if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
      style.width = size.ws_col;
    }
  }
  return style;
}

}  // namespace roadworthy
