#pragma once

#include <string_view>

namespace roadworthy::report {

inline constexpr std::string_view kStyle = R"css(
body { font: 15px/1.45 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; color: #1c1c1c; background: #fff }
h1 { font-size: 1.5rem } h2 { font-size: 1.2rem; margin-top: 2rem } h3 { font-size: 1rem; margin: 0 }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; vertical-align: top; padding: .25rem .6rem; border-bottom: 1px solid #ddd }
pre { background: #f6f6f4; padding: .5rem; overflow-x: auto; font-size: 13px; margin: .2rem 0 }
details { border: 1px solid #ddd; border-radius: .3rem; padding: .4rem .8rem; margin: .5rem 0 } summary { cursor: pointer }
.word { display: inline-block; padding: 0 .5rem; border-radius: .3rem; background: #e4e4e4; white-space: nowrap }
.passed, .holds { background: #cdebd0 } .failed, .fails { background: #f6c4bf } .errored, .cannot-tell { background: #f4d6a8 }
.flaky, .waived { background: #efe3a0 } .place, .small { color: #555; font-size: 13px } img { max-width: 100%; border: 1px solid #ccc }
)css";

}  // namespace roadworthy::report
