#include "definition/script_template.h"

#include <gtest/gtest.h>

namespace roadworthy {
namespace {

std::string rendered(const std::string& text) {
  return render_template(embed_file(std::make_shared<const SourceFile>(SourceFile{.path = "t.tftpl", .text = text})),
                         {}, {})
      .text.text;
}

// What `terraform console` answers to `templatefile`.
TEST(ScriptTemplate, TakesWhiteSpaceBesideADirectiveAwayAsTerraformDoes) {
  EXPECT_EQ(rendered("a\n%{ if true ~}  \n    - b\n%{ endif ~}\n\n  c\n"), "a\n    - b\n\n  c\n");
  EXPECT_EQ(rendered("x: 1\n   \n %{~ if true }  \n  d\n%{ endif }\nend\n"), "x: 1\n   \n  \n  d\n\nend\n");
  EXPECT_EQ(rendered("a \n%{~ if true }b%{ endif }"), "ab");
  EXPECT_EQ(rendered("a\n%{ if true ~}\n%{~ endif ~}\nb"), "a\nb");
}

}  // namespace
}  // namespace roadworthy
