// The operating system's files. The crash contract of env/file_system.h rests on fdatasync and on
// fsync of folders.
#pragma once

#include <memory>

#include "env/file_system.h"

namespace keystone {

std::unique_ptr<FileSystem> NewPosixFileSystem();

}  // namespace keystone
